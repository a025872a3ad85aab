/**
 * The WebSockets of terminals' viewers. Guards: a key with the scope, of a person who may open terminals there, and only for as long as both
 * last: of what comes afterwards no byte passes, either way (SEC-28). Trusts: the dispatcher for the origin. Refuses text; and what a browser
 * sends before its terminal is there waits in the browser's own network.
 */
import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { WebSocketServer, type WebSocket } from "ws";
import type { Clock } from "./clock.ts";
import { AppError } from "./errors.ts";
import { createOpenStreams } from "./gateway.ts";
import { requireScope, type SessionRoom } from "./session.ts";
import { readViewing } from "./terminal-socket/query.ts";
import { createServe } from "./terminal-socket/serve.ts";
import type { Terminals } from "./workspaces.ts";

export interface TerminalSockets {
  /** Throws why the caller is not taken; otherwise the handshake is done. `id`: the terminal's, from the path. */
  accept(request: IncomingMessage, socket: Duplex, head: Buffer, id: string): Promise<void>;
  /** Closes every socket with 1012: the door restarts, come back. */
  close(): void;
}

const pingEveryMs = 15_000;
const mostMissedPings = 2;
/** A paste comes in messages of 64 kB. */
const maxPayload = 256 * 1024;

export function openTerminalSockets(parts: {
  room: Pick<SessionRoom, "sessions" | "news">;
  terminals: Pick<Terminals, "attach" | "stateOf" | "noteUse">;
  clock: Clock;
}): TerminalSockets {
  const { room, terminals, clock } = parts;
  const { sessions } = room;
  const server = new WebSocketServer({ noServer: true, maxPayload, perMessageDeflate: false });
  const streams = createOpenStreams(room.news);
  const cookies = new WeakMap<IncomingMessage, string>();
  const missedPings = new Map<WebSocket, number>();
  let isClosing = false;
  const serve = createServe({ sessions, terminals, streams, clock, isClosing: () => isClosing });

  // The answer to a handshake is an answer like any other: where the session slides, it brings the cookie.
  server.on("headers", (headers, request) => {
    const cookie = cookies.get(request);
    if (cookie !== undefined) headers.push(`Set-Cookie: ${cookie}`);
  });
  const pinging = setInterval(() => {
    for (const [webSocket, missed] of missedPings) {
      if (missed > mostMissedPings) webSocket.terminate();
      missedPings.set(webSocket, missed + 1);
      webSocket.ping();
    }
  }, pingEveryMs).unref();
  const watch = (webSocket: WebSocket) => {
    const heard = () => missedPings.set(webSocket, 0);
    heard();
    webSocket.on("pong", heard).on("message", heard);
    webSocket.on("error", () => webSocket.terminate());
    webSocket.on("close", () => missedPings.delete(webSocket));
  };

  return {
    async accept(request, socket, head, id) {
      if (isClosing) throw new AppError("unavailable", { detail: "The door restarts." });
      const { cookie, authorization } = request.headers;
      const headers = { cookie, authorization };
      const verdict = await sessions.check(headers);
      if (!verdict.ok) throw new AppError(verdict.code, { ...(verdict.reason && { reason: verdict.reason }) });
      requireScope(verdict.caller, "terminals:write");
      const { viewing, passive } = readViewing(request.url ?? "");
      const { caller, setCookie } = await sessions.renew(verdict.caller, passive);
      if (setCookie) cookies.set(request, setCookie);
      server.handleUpgrade(request, socket, head, (webSocket) => {
        webSocket.pause();
        watch(webSocket);
        void serve({ webSocket, caller, headers, id, viewing });
      });
    },
    close() {
      isClosing = true;
      clearInterval(pinging);
      streams.close();
    },
  };
}
