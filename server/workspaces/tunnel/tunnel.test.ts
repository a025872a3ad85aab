import { createHash } from "node:crypto";
import { once } from "node:events";
import { createServer, request, type Agent } from "node:http";
import { createServer as createTcpServer, type AddressInfo, type Server, type Socket } from "node:net";
import { PassThrough, Readable, type Duplex } from "node:stream";
import { pipeline } from "node:stream/promises";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { WebSocket, WebSocketServer } from "ws";
import { createLocalAgent, serveTunnel, type DialRules } from "#agent/testing/agent.ts";
import { createReach } from "../reach.ts";
import { openTunnel, type Tunnel } from "./door-end.ts";

describe("the tunnel", () => {
  it("carries a request and its answer, over kept connections", async () => {
    const { reach } = await open();
    let connections = 0;
    const app = await listen(createServer((asked, answer) => void asked.pipe(answer.writeHead(200, { "X-Mine": "1" }))));
    app.server.on("connection", () => (connections += 1));
    for (const body of ["first", "second", "third"]) {
      expect(await ask(reach.agents.plain, app.port, "POST", body)).toBe(body);
    }
    expect(connections).toBe(1);
  });

  it("says why there was no connection, as a socket would", async () => {
    const { reach } = await open({ allowed: [[1024, 65_535]], denied: [] });
    await expect(ask(reach.agents.plain, 1025)).rejects.toMatchObject({ code: "ECONNREFUSED" });
    await expect(ask(reach.agents.plain, 22)).rejects.toMatchObject({ code: "EACCES" });
    await expect(ask(reach.agents.plain, 1025, "GET", "", "192.0.2.1")).rejects.toMatchObject({ code: "EACCES" });
  });

  it("carries raw TCP with each direction ended on its own", async () => {
    const { tunnel } = await open();
    // Answers only after the other side has said that it is done.
    const app = await listen(
      createTcpServer({ allowHalfOpen: true }, (socket) => {
        const chunks: Buffer[] = [];
        socket.on("data", (chunk: Buffer) => chunks.push(chunk)).on("end", () => socket.end(`got ${Buffer.concat(chunks).toString()}`));
      }),
    );
    const stream = tunnel.dial("localhost", app.port);
    stream.end("hello");
    let text = "";
    for await (const chunk of stream) text += String(chunk);
    expect(text).toBe("got hello");
  });

  it("keeps every byte of a large body, and holds back a sender whose reader does not read", async () => {
    const { tunnel } = await open();
    const size = 64 * 1024 * 1024;
    let sent = 0;
    const chunk = Buffer.alloc(64 * 1024, "x");
    const app = await listen(
      createTcpServer((socket) => {
        const source = Readable.from(
          (function* () {
            for (; sent < size; sent += chunk.length) yield chunk;
          })(),
        );
        pipeline(
          source,
          socket.on("error", () => undefined),
        ).catch(() => undefined);
      }),
    );
    const stream = tunnel.dial("localhost", app.port).on("error", () => undefined);
    await new Promise((resolve) => stream.once("readable", resolve));
    await vi.waitFor(async () => {
      const before = sent;
      await new Promise((resolve) => setTimeout(resolve, 200));
      expect(sent).toBe(before);
    });
    expect(sent).toBeLessThan(size / 2);
    const hash = createHash("sha256");
    let bytes = 0;
    for await (const part of stream) {
      bytes += (part as Buffer).length;
      hash.update(part as Buffer);
    }
    expect([bytes, hash.digest("hex")]).toEqual([size, createHash("sha256").update(Buffer.alloc(size, "x")).digest("hex")]);
  });

  it("passes a cut on, in both directions", async () => {
    const { tunnel } = await open();
    const sockets: Socket[] = [];
    const app = await listen(createTcpServer((socket) => sockets.push(socket.on("error", () => undefined).resume())));
    const [first, second] = [tunnel.dial("localhost", app.port), tunnel.dial("localhost", app.port)];
    for (const stream of [first, second]) stream.on("error", () => undefined).write("x");
    await vi.waitFor(() => expect(sockets).toHaveLength(2));
    const closed = new Promise((resolve) => first.once("close", resolve));
    const gone = sockets.map((socket) => new Promise((resolve) => socket.once("close", resolve)));
    sockets[0]?.resetAndDestroy();
    second.destroy();
    await Promise.all([...gone, closed]);
  });

  it("opens ten thousand connections in a row and keeps none", async () => {
    const { reach, tunnel } = await open();
    const app = await listen(createServer((_asked, answer) => void answer.setHeader("connection", "close").end("ok")));
    for (let round = 0; round < 100; round += 1) {
      await Promise.all(Array.from({ length: 100 }, () => ask(reach.agents.plain, app.port)));
    }
    // What is left is the watch on the workspace.
    await vi.waitFor(() => expect([tunnel.count(), Object.keys(reach.agents.plain.sockets)]).toEqual([1, []]));
  }, 300_000);

  it("tells what runs in the workspace, and what changes", async () => {
    const state = { ports: [{ port: 3000 }] };
    const { tunnel } = await open(undefined, async () => state.ports);
    await vi.waitFor(() => expect(tunnel.state).toMatchObject({ ports: [{ port: 3000 }], facts: { platform: "linux" } }));
    state.ports = [{ port: 3000 }, { port: 4000 }];
    await vi.waitFor(() => expect(tunnel.state.ports).toHaveLength(2));
  });

  it("tells terminals that cannot be had from a machine that is gone", async () => {
    const { tunnel } = await open(undefined, undefined, () =>
      new PassThrough().destroy(Object.assign(new Error("there are none"), { code: "ENOENT" })),
    );
    const codeOf = async () => {
      const [error] = (await once(tunnel.openTerminals(), "error")) as [NodeJS.ErrnoException];
      return error.code;
    };
    expect(await codeOf()).toBe("ECONNREFUSED");
  });

  it("ends every connection through it when it goes", async () => {
    const { tunnel, webSocket } = await open();
    const app = await listen(createTcpServer((socket) => socket.on("error", () => undefined).write("x")));
    const stream = tunnel.dial("localhost", app.port).on("error", () => undefined);
    await new Promise((resolve) => stream.once("data", resolve));
    const closed = new Promise((resolve) => stream.once("close", resolve));
    webSocket.terminate();
    await closed;
    expect(() => tunnel.dial("localhost", app.port)).toThrow();
  });
});

/** Both ends over a real WebSocket. */
async function open(
  rules: DialRules = { allowed: [[1, 65_535]], denied: [] },
  listPorts = async () => [] as { port: number }[],
  openTerminals?: () => Duplex,
) {
  const local = createLocalAgent({ version: "0", rules });
  const server = createServer();
  const sockets = new WebSocketServer({ server, perMessageDeflate: false });
  const { port } = await listen(server);
  const arriving = new Promise<WebSocket>((resolve) => sockets.once("connection", resolve));
  const far = new WebSocket(`ws://127.0.0.1:${port}`, { perMessageDeflate: false });
  far.on("open", () => {
    serveTunnel(far, {
      sources: { ...local, listPorts, readApps: async () => ({ apps: {}, problem: null }) },
      rules: () => rules,
      openTerminals: openTerminals ?? local.openTerminals,
    });
  });
  const webSocket = await arriving;
  const tunnel: Tunnel = openTunnel(webSocket, { clock: Date.now, onChange: () => undefined, onTerminals: () => undefined });
  const reach = createReach({ ...tunnel, listPorts: async () => tunnel.state.ports });
  onTestFinished(() => {
    reach.close();
    tunnel.close(1000, "over");
    far.terminate();
    webSocket.terminate();
    sockets.close();
  });
  return { tunnel, reach, webSocket };
}

async function listen<Listening extends Server | ReturnType<typeof createServer>>(server: Listening) {
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  return { server, port: (server.address() as AddressInfo).port };
}

function ask(agent: Agent, port: number, method = "GET", body = "", host = "localhost"): Promise<string> {
  return new Promise((resolve, reject) => {
    const sent = request({ agent, host, port, method }, (answer) => {
      let text = "";
      answer.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
      answer.on("end", () => resolve(text)).on("error", reject);
    });
    sent.on("error", reject).end(body);
  });
}
