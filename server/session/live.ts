/**
 * The live socket of an open page: says when something of the person's own changed, and closes with 4001 the moment the session ends.
 * Guards: no socket outlives its session by more than 5 s; where the database
 * cannot be asked, by no more than `keepMs` (G5). The socket itself never counts as use.
 */
import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { closeCodes, type LiveMessage } from "#protocol/api.ts";
import { WebSocketServer, type WebSocket } from "ws";
import type { Clock } from "../clock.ts";
import { AppError } from "../errors.ts";
import type { Verdict } from "../session.ts";
import type { Authenticate } from "./authenticate.ts";
import type { CallerHeaders } from "./check.ts";
import type { News } from "./news.ts";

/** How often each socket is looked at: its expiry, and whether its peer still answers. */
const sweepEveryMs = 2_000;
const pingEveryMs = 15_000;
const patienceMs = 1_000;
/** The database is asked every second; an answer may take a moment. */
const silenceMs = 5_000;

export interface Live {
  /** Throws the reason when the caller has no session; otherwise the handshake is done. */
  accept(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void>;
  /** Closes every socket with 1012: the door restarts, come back. */
  close(): void;
}

interface Viewer {
  socket: WebSocket;
  headers: CallerHeaders;
  userId: string;
  isAdmin: boolean;
  keyId: string;
  expiresAt: number;
  heardAt: number;
}

/** `keepMs`: how long a socket stays open while the database cannot be asked whether its session has ended. */
export function openLive(parts: {
  authenticate: Authenticate;
  news: Pick<News, "listen" | "silentMs">;
  clock: Clock;
  buildId: string;
  keepMs?: number;
}): Live {
  const { authenticate, news, clock, buildId, keepMs = 300_000 } = parts;
  const server = new WebSocketServer({ noServer: true, maxPayload: 4096, perMessageDeflate: false });
  const viewers = new Set<Viewer>();
  let isClosed = false;

  /** Asks again who this is; closes the socket when it is nobody any more. */
  const review = async (viewer: Viewer) => {
    const verdict = await authenticate(viewer.headers, "live").catch(() => null); // a database that does not answer ends nobody
    if (!verdict) return;
    if (!verdict.ok) return end(viewer, verdict);
    viewer.expiresAt = verdict.caller.key.expiresAt;
    viewer.isAdmin = verdict.caller.user.role !== "member";
  };
  const end = (viewer: Viewer, verdict: Extract<Verdict, { ok: false }>) => {
    viewers.delete(viewer);
    shut(viewer.socket, closeCodes.sessionEnded, `${verdict.code}:${verdict.reason ?? ""}`);
  };
  const endAll = (code: number, reason: string) => {
    for (const { socket } of viewers) shut(socket, code, reason);
    viewers.clear();
  };
  const stopListening = news.listen(
    ({
      endedKeyIds,
      changedUserIds,
      touchedUserIds = [],
      changedWorkspaceIds = [],
      changedProxyIds = [],
      changedTerminals = [],
      hasGap,
    }) => {
      const ended = new Set(endedKeyIds);
      for (const viewer of viewers) {
        if (ended.has(viewer.keyId) || changedUserIds.includes(viewer.userId)) void review(viewer);
        else if (touchedUserIds.includes(viewer.userId)) send(viewer.socket, { type: "changed", what: "keys" });
        // To everybody: what an app is shared with decides who sees it, and only the list itself knows that.
        else if (changedWorkspaceIds.length > 0 || hasGap) send(viewer.socket, { type: "changed", what: "workspaces" });
        else if (changedProxyIds.length > 0) send(viewer.socket, { type: "changed", what: "regions" });
        // Not to everybody: when somebody works is nobody else's business.
        else if (changedTerminals.some(({ ownerId, forAdmins }) => ownerId === viewer.userId || (forAdmins && viewer.isAdmin)))
          send(viewer.socket, { type: "changed", what: "terminals" });
      }
    },
  );
  let sweeps = 0;
  const timer = setInterval(() => {
    const now = clock();
    sweeps += 1;
    if (news.silentMs() > keepMs + silenceMs) return endAll(closeCodes.tryAgain, "unavailable");
    const pinging = (sweeps * sweepEveryMs) % pingEveryMs < sweepEveryMs;
    for (const viewer of viewers) {
      if (viewer.expiresAt <= now) void review(viewer);
      if (!pinging) continue;
      if (now - viewer.heardAt > 3 * pingEveryMs) viewer.socket.terminate();
      else viewer.socket.ping();
    }
  }, sweepEveryMs).unref();

  return {
    async accept(request, socket, head) {
      const headers = { cookie: request.headers.cookie, authorization: request.headers.authorization };
      const verdict = await authenticate(headers, "live");
      if (!verdict.ok) throw new AppError(verdict.code, { ...(verdict.reason && { reason: verdict.reason }) });
      const { user, key } = verdict.caller;
      server.handleUpgrade(request, socket, head, (webSocket) => {
        const viewer: Viewer = {
          ...{ socket: webSocket, headers, userId: user.id, isAdmin: user.role !== "member" },
          ...{ keyId: key.id, expiresAt: key.expiresAt, heardAt: clock() },
        };
        // Let in while the door closed: it would never be told, and the process never end.
        if (isClosed) return shut(webSocket, closeCodes.shuttingDown, "restarting");
        viewers.add(viewer);
        webSocket.on("pong", () => (viewer.heardAt = clock()));
        webSocket.on("message", () => (viewer.heardAt = clock()));
        webSocket.on("error", () => webSocket.terminate());
        webSocket.on("close", () => viewers.delete(viewer));
        send(webSocket, { type: "hello", buildId });
        // Between the check and this line the session may have ended without anybody here to hear it.
        void review(viewer);
      });
    },
    close() {
      isClosed = true;
      clearInterval(timer);
      stopListening();
      endAll(closeCodes.shuttingDown, "restarting");
    },
  };
}

function send(socket: WebSocket, message: LiveMessage): void {
  if (socket.readyState === socket.OPEN) socket.send(JSON.stringify(message));
}

/** A polite close, and the end of the connection for a peer that does not answer it. */
function shut(socket: WebSocket, code: number, reason: string): void {
  socket.close(code, reason);
  setTimeout(() => socket.terminate(), patienceMs).unref();
}
