import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { Agent, get, type ServerResponse } from "node:http";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect as connectTls } from "node:tls";
import { generate } from "selfsigned";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { openListener, type Listener } from "./listener.ts";
import { createLog } from "./log.ts";

const log = createLog(() => undefined);

describe("the listener", () => {
  it("keeps what arrives before the door is open, and answers it then", async () => {
    const listener = await open();
    const answer = new Promise<string>((resolve) =>
      get({ port: listener.port, path: "/early" }, (response) => response.on("data", (data: Buffer) => resolve(data.toString()))),
    );
    listener.serve({
      request: (request, response) => void response.end(`late ${request.url ?? ""}`),
      upgrade: (_request, socket) => socket.destroy(),
    });
    expect(await answer).toBe("late /early");
  });

  it("says in one line that an address is taken, and what to do", async () => {
    const { port } = await open();
    await expect(openListener({ listen: { host: "127.0.0.1", port }, tls: null }, log)).rejects.toMatchObject({
      name: "ConfigError",
      message: expect.stringMatching(/^--http-address 127\.0\.0\.1:\d+ cannot be listened on: something else listens there;/) as unknown,
    });
  });

  it("says nothing to a connection that timed out before its first byte, and 408 to half a request", async () => {
    const listener = await open();
    const late = Object.assign(new Error("too late"), { code: "ERR_HTTP_REQUEST_TIMEOUT" });
    const timedOut = async (sent: string) => {
      const arriving = once(listener.server, "connection") as Promise<[Socket]>;
      const socket = connect(listener.port, "127.0.0.1");
      socket.write(sent);
      const [there] = await arriving;
      await vi.waitFor(() => expect(there.bytesRead).toBe(sent.length));
      const closed = once(socket, "close");
      let text = "";
      socket.on("data", (data) => (text += data.toString()));
      listener.server.emit("clientError", late, there);
      await closed;
      return text;
    };
    expect(await timedOut("")).toBe("");
    expect(await timedOut("GET / HTTP/1.1\r\nHo")).toMatch(/^HTTP\/1\.1 408 Request Timeout\r\n/);
  });

  it("finishes what it was asked when it takes no more, and says on each answer that it is the last", async () => {
    const listener = await open();
    const asked: ServerResponse[] = [];
    const upgrade = vi.fn();
    listener.serve({ request: (_request, response) => void asked.push(response), upgrade });
    const agent = new Agent({ keepAlive: true });
    onTestFinished(() => agent.destroy());
    const ask = (path: string) =>
      new Promise<{ text: string; connection: string | undefined }>((resolve, reject) =>
        get({ port: listener.port, host: "127.0.0.1", path, agent }, (response) =>
          response.on("data", (data: Buffer) => resolve({ text: data.toString(), connection: response.headers.connection })),
        ).on("error", reject),
      );
    const before = ask("/before");
    await vi.waitFor(() => expect(asked).toHaveLength(1));
    listener.retire();
    const after = ask("/after");
    await vi.waitFor(() => expect(asked).toHaveLength(2));
    listener.stop();
    await expect(ask("/late")).rejects.toMatchObject({ code: "ECONNREFUSED" });
    let isFinished = false;
    const finishing = listener.finish(60_000).then(() => (isFinished = true));
    asked[0]?.end("first");
    expect(await before).toEqual({ text: "first", connection: "close" });
    expect(isFinished).toBe(false);
    asked[1]?.end("second");
    expect(await after).toEqual({ text: "second", connection: "close" });
    await finishing;
    await listener.finish(60_000); // nothing is left
  });

  it("waits for an answer no longer than it is told to", async () => {
    const listener = await open();
    const asked: ServerResponse[] = [];
    listener.serve({ request: (_request, response) => void asked.push(response), upgrade: () => undefined });
    const hanging = get({ port: listener.port, host: "127.0.0.1" }).on("error", () => undefined);
    onTestFinished(() => void hanging.destroy());
    await vi.waitFor(() => expect(asked).toHaveLength(1));
    listener.stop();
    await listener.finish(10);
  });

  it("gives nobody a request whose last byte comes when all is finished, and answers it not", async () => {
    const listener = await open();
    const request = vi.fn();
    listener.serve({ request, upgrade: () => undefined });
    const arriving = once(listener.server, "connection") as Promise<[Socket]>;
    const socket = connect(listener.port, "127.0.0.1");
    socket.write("GET / HTTP/1.1\r\nHo");
    const [there] = await arriving;
    await vi.waitFor(() => expect(there.bytesRead).toBeGreaterThan(0));
    listener.stop();
    await listener.finish(60_000);
    let text = "";
    socket.on("data", (data) => (text += data.toString())).on("error", () => undefined);
    const closed = once(socket, "close");
    socket.write("st: x\r\n\r\n");
    await closed;
    expect([text, request.mock.calls]).toEqual(["", []]);
  });

  it("uses a new certificate when its files change, and keeps the old one when they do not fit", async () => {
    const folder = mkdtempSync(join(tmpdir(), "latchkey-tls-"));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const tls = { certFile: join(folder, "cert.pem"), keyFile: join(folder, "key.pem") };
    await certify(tls, "first.example");
    const listener = await open(tls);
    expect(await nameOn(listener.port)).toBe("first.example");
    await certify(tls, "second.example");
    await vi.waitFor(async () => expect(await nameOn(listener.port)).toBe("second.example"), { timeout: 15_000, interval: 300 });
  });
});

async function open(tls: { certFile: string; keyFile: string } | null = null): Promise<Listener> {
  const listener = await openListener({ listen: { host: "127.0.0.1", port: 0 }, tls }, log);
  onTestFinished(() => listener.close(0));
  return listener;
}

async function certify({ certFile, keyFile }: { certFile: string; keyFile: string }, name: string): Promise<void> {
  const { cert, private: key } = await generate([{ name: "commonName", value: name }], { keyType: "ec", curve: "P-256" });
  writeFileSync(keyFile, key);
  writeFileSync(certFile, cert);
}

function nameOn(port: number): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    const socket = connectTls({ port, host: "127.0.0.1", rejectUnauthorized: false }, () => {
      const name = socket.getPeerCertificate().subject.CN;
      socket.destroy();
      resolve(Array.isArray(name) ? name[0] : name);
    });
    socket.on("error", reject);
  });
}
