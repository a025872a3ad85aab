import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import { WebSocket, WebSocketServer } from "ws";
import { frameHeadBytes, frameKinds, initialCreditBytes, writeHead, type FrameKind } from "#protocol/frames.ts";
import { createMux } from "./mux.ts";

const frame = (kind: FrameKind, connection: number, payload: Uint8Array = new Uint8Array()) => {
  const bytes = new Uint8Array(frameHeadBytes + payload.length);
  writeHead(bytes, kind, connection);
  bytes.set(payload, frameHeadBytes);
  return bytes;
};

describe("a peer that breaks the rules loses the tunnel", () => {
  it.each([
    ["text instead of bytes", (far: WebSocket) => far.send("hello")],
    ["a frame of no kind", (far: WebSocket) => far.send(new Uint8Array([99, 0, 0, 0, 1]))],
    ["a connection that it may not open", (far: WebSocket) => far.send(frame("open", 1, Buffer.from("tcp localhost:22")))],
    ["credit that is no number", (far: WebSocket) => far.send(frame("credit", 1, new Uint8Array([1])))],
    [
      "bytes beyond its credit",
      (far: WebSocket) => {
        const chunk = new Uint8Array(64 * 1024);
        for (let sent = 0; sent <= initialCreditBytes; sent += chunk.length) far.send(frame("data", 1, chunk));
      },
    ],
    [
      "bytes after their end",
      (far: WebSocket) => {
        far.send(frame("end", 1));
        far.send(frame("data", 1, new Uint8Array([1])));
      },
    ],
  ])("%s", async (_what, misbehave) => {
    const { near, far } = await openPair();
    const connection = createMux(near)
      .open("tcp localhost:3000")
      .on("error", () => undefined);
    const closed = new Promise<number>((resolve) => far.once("close", resolve));
    const lost = new Promise((resolve) => connection.once("close", resolve));
    misbehave(far);
    expect(await closed).toBe(1002);
    await lost;
  });

  it("but not for a frame that was on its way when a connection ended", async () => {
    const { near, far } = await openPair();
    const mux = createMux(near);
    mux
      .open("watch")
      .on("error", () => undefined)
      .destroy();
    for (const kind of Object.keys(frameKinds) as FrameKind[]) if (kind !== "open") far.send(frame(kind, 1, new Uint8Array(4)));
    const echoed = new Promise((resolve) => far.once("pong", resolve));
    far.ping();
    await echoed;
    expect([near.readyState, mux.count()]).toEqual([WebSocket.OPEN, 0]);
  });
});

it("takes the listener of a time-out off as a socket does: Node's client does so after every answer", async () => {
  const { near } = await openPair();
  const connection = createMux(near)
    .open("tcp localhost:3000")
    .on("error", () => undefined);
  const heard = () => undefined;
  for (let answer = 0; answer < 20; answer += 1) connection.setTimeout(60_000, heard).setTimeout(0, heard);
  expect(connection.listenerCount("timeout")).toBe(0);
  connection.setTimeout(60_000, heard);
  expect(connection.listenerCount("timeout")).toBe(1);
});

async function openPair() {
  const server = createServer();
  const sockets = new WebSocketServer({ server });
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  const arriving = new Promise<WebSocket>((resolve) => sockets.once("connection", resolve));
  const far = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`);
  const near = await arriving;
  await new Promise((resolve) => (far.readyState === WebSocket.OPEN ? resolve(null) : far.once("open", resolve)));
  onTestFinished(() => {
    far.terminate();
    near.terminate();
    sockets.close();
    server.close();
  });
  return { near, far };
}
