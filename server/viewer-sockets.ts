/**
 * WebSockets of terminals' viewers, at the door and at a proxy. Who may look at what is the caller's to know and said by an admission; here a
 * socket lives as long as that does, and of what comes afterwards no byte passes, either way (SEC-28). Refuses text; and what a browser sends
 * before its terminal is there waits in the browser's own network.
 */
import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { WebSocketServer, type WebSocket } from "ws";
import { AppError } from "./errors.ts";
import { createOpenStreams } from "./gateway.ts";
import type { News } from "./session.ts";
import { createServe, type Admission } from "./terminal-socket/serve.ts";

export { readViewing } from "./terminal-socket/query.ts";
export type { Admission, Ending } from "./terminal-socket/serve.ts";

export interface ViewerSockets {
  /** Throws `unavailable` while the process restarts: before anything is found out about a viewer. */
  requireOpen(): void;
  /** Does the handshake. `setCookie`: for its answer. */
  take(request: IncomingMessage, socket: Duplex, head: Buffer, viewer: { admission: Admission; setCookie?: string | null }): void;
  /** Closes every socket with 1012: come back. */
  close(): void;
}

const pingEveryMs = 15_000;
const mostMissedPings = 2;
/** A paste comes in messages of 64 kB. */
const maxPayload = 256 * 1024;

/**
 * `protocol`: the subprotocol that is selected (RFC 6455 §4.2.2) where viewers ask for any. `keepMs`: how long a socket stays open whose session
 * nobody can be asked about.
 */
export function openViewerSockets(parts: {
  news: Pick<News, "listen">;
  clock: () => number;
  protocol?: string;
  keepMs?: number;
}): ViewerSockets {
  const { news, clock, protocol, keepMs } = parts;
  const handleProtocols = () => protocol ?? false;
  const server = new WebSocketServer({ noServer: true, maxPayload, perMessageDeflate: false, handleProtocols });
  const streams = createOpenStreams(news, { ...(keepMs !== undefined && { keepMs }) });
  const cookies = new WeakMap<IncomingMessage, string>();
  const missedPings = new Map<WebSocket, number>();
  let isClosing = false;
  const serve = createServe({ streams, clock, isClosing: () => isClosing });

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
  const requireOpen = () => {
    if (isClosing) throw new AppError("unavailable", { detail: "The door restarts." });
  };

  return {
    requireOpen,
    take(request, socket, head, { admission, setCookie }) {
      if (setCookie) cookies.set(request, setCookie);
      server.handleUpgrade(request, socket, head, (webSocket) => {
        webSocket.pause();
        watch(webSocket);
        void serve(webSocket, admission);
      });
    },
    close() {
      isClosing = true;
      clearInterval(pinging);
      streams.close();
    },
  };
}
