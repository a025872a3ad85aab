import { randomBytes } from "node:crypto";
import { request } from "node:http";
import type { DoorServer } from "./door-server.ts";
import type { ProxyProcess } from "./proxy-process.ts";

/** The status that a handshake for a proxy's stream is answered with: 101 when it is taken. */
export function knocksAsProxy({ port, origin }: Pick<DoorServer, "port" | "origin">, headers: Record<string, string>): Promise<number> {
  return knock(port, "/api/v1/proxy/stream", { host: new URL(origin).host, "latchkey-proxy-version": "2", ...headers });
}

/** The same of an agent's tunnel, at a proxy or the door. */
export function knocksAsAgent(
  { port, accessUrl }: Pick<ProxyProcess, "port" | "accessUrl">,
  headers: Record<string, string>,
): Promise<number> {
  return knock(port, "/api/v1/agents/tunnel", { host: new URL(accessUrl).host, "latchkey-tunnel-version": "1", ...headers });
}

function knock(port: number, path: string, more: Record<string, string>): Promise<number> {
  const upgrade = { connection: "Upgrade", upgrade: "websocket", "sec-websocket-version": "13" };
  const headers = { ...upgrade, "sec-websocket-key": randomBytes(16).toString("base64"), ...more };
  return new Promise((resolve, reject) => {
    const asked = request({ host: "127.0.0.1", port, path, headers, agent: false });
    asked.once("response", (answer) => resolve(answer.resume().statusCode ?? 0));
    asked.once("upgrade", (_answer, socket) => {
      socket.destroy();
      resolve(101);
    });
    asked.once("error", reject).end();
  });
}
