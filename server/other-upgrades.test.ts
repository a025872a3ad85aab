/** Upgrades to other protocols than WebSocket, at the listener itself, over http and over TLS. */
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import type { IncomingMessage } from "node:http";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect as connectTls } from "node:tls";
import { generate } from "selfsigned";
import { describe, expect, it, onTestFinished } from "vitest";
import { openListener } from "./listener.ts";
import { createLog } from "./log.ts";

const asking = "Host: x\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AA\r\n";

describe.each(["http", "https"])("over %s", (scheme) => {
  it("G8 a request that asks for h2c is answered as it is, and its connection is kept for those behind it", async () => {
    const { dial, seen } = await open(scheme === "https");
    const socket = await dial();
    const read = readerOf(socket);
    const counts: number[] = [];
    for (let turn = 1; turn <= 12; turn += 1) {
      socket.write(`POST /${turn} HTTP/1.1\r\n${asking}Content-Length: 5\r\n\r\nhello`);
      expect(await read(`/${turn} hello;`)).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
      counts.push(seen.at(-1)?.socket.eventNames().length ?? 0, seen.at(-1)?.socket.listenerCount("close") ?? 0);
    }
    expect(new Set(counts.slice(-6)).size, "listeners pile up").toBeLessThanOrEqual(2);
    expect(seen.flatMap(({ rawHeaders }) => rawHeaders.filter((name) => /upgrade|http2/i.test(name)))).toEqual([]);
    // Seen is what was asked, byte for byte.
    socket.write(`GET /b?x HTTP/1.1\r\n${asking}X-A: \xff\r\nx-a: 2\r\n\r\n`, "latin1");
    await read("/b?x ;");
    expect(seen.at(-1)?.rawHeaders).toEqual(["Host", "x", "X-A", "\xff", "x-a", "2"]);
  });

  it("G8 a client that waits for a 100 before its body gets one", async () => {
    const { dial } = await open(scheme === "https");
    const socket = await dial();
    const read = readerOf(socket);
    socket.write(`PUT /x HTTP/1.1\r\n${asking}Expect: 100-continue\r\nTransfer-Encoding: chunked\r\n\r\n`);
    await read("HTTP/1.1 100 Continue\r\n\r\n");
    socket.write("5\r\nhello\r\n0\r\n\r\n");
    await read("/x hello;");
  });

  it("G8 an old client's upgrade, a handshake with a body and two protocols at once are ordinary requests", async () => {
    const { dial, upgrades } = await open(scheme === "https");
    const websocket = "Host: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n";
    for (const [line, more] of [
      ["GET /a HTTP/1.0", `${websocket}\r\n`],
      ["GET /a HTTP/1.1", `${websocket}Content-Length: 5\r\n\r\nhello`],
      ["POST /a HTTP/1.1", `${websocket}\r\n`],
      ["GET /a HTTP/1.1", `${websocket}Upgrade: h2c\r\n\r\n`],
      ["GET /a HTTP/1.1", `Host: x\r\nConnection: Upgrade\r\nUpgrade: websocket, h2c\r\n\r\n`],
    ] as const) {
      const socket = await dial();
      socket.write(`${line}\r\n${more}`);
      await readerOf(socket)(`/a ${more.endsWith("hello") ? "hello" : ""};`);
      socket.destroy();
    }
    expect(upgrades).toEqual([]);
    const socket = await dial();
    socket.write(`GET /a HTTP/1.1\r\nHost: x\r\nConnection: keep-alive, upgrade\r\nUpgrade: WebSocket\r\nContent-Length: 0\r\n\r\n`);
    await readerOf(socket)("taken");
    expect(upgrades).toEqual(["/a"]);
  });

  it("F6 two hosts and a Connection that names what is meant for the app are 400, for upgrades too, wherever they go", async () => {
    const { dial, seen, upgrades } = await open(scheme === "https");
    for (const lines of ["Host: y\r\n", "Connection: cookie\r\n"]) {
      for (const upgrade of ["", "Connection: Upgrade\r\nUpgrade: websocket\r\n", asking.slice("Host: x\r\n".length)]) {
        const socket = await dial();
        socket.write(`GET /a HTTP/1.1\r\nHost: x\r\n${lines}${upgrade}\r\nGET /b HTTP/1.1\r\nHost: x\r\n\r\n`);
        const text = await readerOf(socket)(null);
        expect(text).toMatch(/^HTTP\/1\.1 400 [^]*"code":"bad_request"/);
        expect(text.match(/HTTP\/1\.1/g)).toHaveLength(1);
      }
    }
    expect([seen, upgrades]).toEqual([[], []]);
  });
});

/** A listener whose requests are answered with their target and body. */
async function open(isTls: boolean) {
  const tls = isTls ? await certify() : null;
  const listener = await openListener(
    { listen: { host: "127.0.0.1", port: 0 }, tls },
    createLog(() => undefined),
  );
  onTestFinished(() => listener.close(0));
  const seen: IncomingMessage[] = [];
  const upgrades: string[] = [];
  listener.serve({
    request(request, response) {
      seen.push(request);
      let body = "";
      if (request.headers.expect !== undefined) response.writeContinue();
      request.on("data", (chunk: Buffer) => (body += chunk.toString()));
      request.on("end", () => response.end(Buffer.from(`${request.url ?? ""} ${body};`, "latin1")));
    },
    upgrade(request, socket) {
      upgrades.push(request.url ?? "");
      socket.end("taken");
    },
  });
  const dial = async (): Promise<Socket> => {
    const place = { port: listener.port, host: "127.0.0.1", rejectUnauthorized: false };
    const socket = isTls ? connectTls(place) : connect(place);
    await once(socket, isTls ? "secureConnect" : "connect");
    onTestFinished(() => void socket.destroy());
    return socket.on("error", () => undefined);
  };
  return { dial, seen, upgrades };
}

/** What comes until a text has come, without what was read before; until the other side ends for null. */
function readerOf(socket: Socket): (until: string | null) => Promise<string> {
  let text = "";
  let isOver = false;
  let look: () => void = () => undefined;
  socket.on("data", (chunk: Buffer) => {
    text += chunk.toString("latin1");
    look();
  });
  socket.on("close", () => {
    isOver = true;
    look();
  });
  return (until) =>
    new Promise((resolve) => {
      look = () => {
        if (until === null ? !isOver : !text.includes(until)) return;
        const read = text;
        text = "";
        resolve(read);
      };
      look();
    });
}

async function certify() {
  const folder = mkdtempSync(join(tmpdir(), "latchkey-tls-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const { cert, private: key } = await generate([{ name: "commonName", value: "x.example" }], { keyType: "ec", curve: "P-256" });
  const files = { certFile: join(folder, "cert.pem"), keyFile: join(folder, "key.pem") };
  writeFileSync(files.certFile, cert);
  writeFileSync(files.keyFile, key);
  return files;
}
