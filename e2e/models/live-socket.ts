/** The door's live socket as a program opens it: with exactly the headers that the test gives. */
import { request } from "node:http";
import { randomBytes } from "node:crypto";
import { WebSocket } from "ws";

export interface LiveSocket {
  /** JSON messages so far. */
  readonly messages: unknown[];
  /** Resolves with code and reason when the socket closes. */
  readonly closed: Promise<{ code: number; reason: string }>;
  close(): void;
}

/** Status code that a handshake with these headers is answered with: 101 when it is taken. */
export function tryHandshake(port: number, headers: Record<string, string>): Promise<number> {
  const upgrade = {
    connection: "Upgrade",
    upgrade: "websocket",
    "sec-websocket-version": "13",
    "sec-websocket-key": randomBytes(16).toString("base64"),
  };
  return new Promise((resolve, reject) => {
    const outgoing = request({ host: "127.0.0.1", port, path: "/api/v1/live", headers: { ...upgrade, ...headers }, agent: false });
    outgoing.once("response", (answer) => {
      answer.resume();
      resolve(answer.statusCode ?? 0);
    });
    outgoing.once("upgrade", (_answer, socket) => {
      socket.destroy();
      resolve(101);
    });
    outgoing.once("error", reject);
    outgoing.end();
  });
}

/** Opens the socket with a session cookie and resolves when the door has said hello. */
export function openLiveSocket(port: number, origin: string, cookie: string): Promise<LiveSocket> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/api/v1/live`, { headers: { host: new URL(origin).host, origin, cookie } });
  const messages: unknown[] = [];
  const closed = new Promise<{ code: number; reason: string }>((resolve) => {
    socket.once("close", (code, reason) => resolve({ code, reason: reason.toString("utf8") }));
  });
  return new Promise((resolve, reject) => {
    socket.once("error", reject);
    socket.on("message", (data) => {
      messages.push(JSON.parse(String(data)));
      resolve({ messages, closed, close: () => socket.terminate() });
    });
  });
}
