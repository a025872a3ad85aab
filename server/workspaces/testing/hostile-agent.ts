/** An agent that keeps to the frames and to nothing else: what it says in `watch` is up to the test. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";
import { WebSocket, WebSocketServer } from "ws";
import { frameHeadBytes, readFrame, writeHead, type FrameKind } from "#protocol/frames.ts";
import { openTunnel, type Tunnel } from "../tunnel/door-end.ts";

export interface HostileAgent {
  tunnel: Tunnel;
  /** Why the tunnel was ended, and with what close code once it is. */
  problems: string[];
  closed: Promise<{ code: number; reason: string }>;
  /** Bytes of `watch`, a frame each. Waits until the network has taken them. */
  say(...pieces: (string | Uint8Array)[]): Promise<void>;
  /** A frame of another kind for the connection of `watch`. */
  send(kind: FrameKind): void;
}

export async function openHostileAgent(): Promise<HostileAgent> {
  const server = createServer();
  const sockets = new WebSocketServer({ server, perMessageDeflate: false });
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  const arriving = new Promise<WebSocket>((resolve) => sockets.once("connection", resolve));
  const far = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`, { perMessageDeflate: false });
  const watching = new Promise<number>((resolve) => {
    far.on("message", (data: Buffer) => {
      const frame = readFrame(data);
      if (frame?.kind === "open" && Buffer.from(frame.payload).toString() === "watch") resolve(frame.connection);
    });
  });
  const closed = new Promise<{ code: number; reason: string }>((resolve) => {
    far.once("close", (code, reason) => resolve({ code, reason: reason.toString() }));
  });
  const problems: string[] = [];
  const near = await arriving;
  const tunnel = openTunnel(near, {
    ...{ clock: Date.now, onChange: () => undefined, onTerminals: () => undefined },
    onProblem: (why) => problems.push(why),
  });
  const connection = await watching;
  const frame = (kind: FrameKind, payload: Uint8Array = new Uint8Array()) => {
    const bytes = new Uint8Array(frameHeadBytes + payload.length);
    writeHead(bytes, kind, connection);
    bytes.set(payload, frameHeadBytes);
    return bytes;
  };
  far.send(frame("opened"));
  onTestFinished(() => {
    far.terminate();
    near.terminate();
    sockets.close();
    server.close();
  });
  return {
    ...{ tunnel, problems, closed },
    async say(...pieces) {
      const sent = pieces.map(
        (piece) => new Promise((resolve) => void far.send(frame("data", typeof piece === "string" ? Buffer.from(piece) : piece), resolve)),
      );
      await Promise.all(sent);
    },
    send: (kind) => far.send(frame(kind)),
  };
}
