/**
 * The streams of the proxies that are connected here: each registers with what it is, and then hears of endings and changes the moment they
 * happen. Guards: a token that was exchanged or deleted is cut off at once; a proxy cannot take the wildcard of the door or of another proxy.
 */
import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { proxyCloseCodes, proxyVersion, proxyVersionHeader, registration, type Registration, type Said } from "#protocol/proxy.ts";
import { WebSocketServer, type WebSocket } from "ws";
import type { Clock } from "../clock.ts";
import type { Config } from "../config.ts";
import { AppError, isAppError } from "../errors.ts";
import type { Log } from "../log.ts";
import type { News } from "../session.ts";
import type { Store } from "../store.ts";
import { findProblem } from "./problem.ts";
import type { Registry } from "./registry.ts";

/** How often a connected proxy is noted as alive, and for how long that is believed. */
const aliveEveryMs = 5_000;
export const aliveForMs = 15_000;
/** A stream that says nothing for so long is gone; a proxy pings every second. */
const silentMs = 10_000;
const patienceMs = 1_000;
const wildcardTaken = "--wildcard-access-url is another proxy's already; give this one a wildcard of its own.";

interface Stream {
  socket: WebSocket;
  proxyId: string;
  /** SHA-256 of the secret it came with. */
  secretHash: string;
  isRegistered: boolean;
  heardAt: number;
}

export function openStreams(parts: {
  config: Pick<Config, "accessUrl" | "wildcard">;
  store: Pick<Store, "proxies">;
  registry: Registry;
  news: Pick<News, "listen">;
  clock: Clock;
  log: Log;
  version: string;
  buildId: string;
}) {
  const { config, store, registry, news, clock, log, version, buildId } = parts;
  const server = new WebSocketServer({ noServer: true, maxPayload: 4_096, perMessageDeflate: false });
  const streams = new Set<Stream>();
  let isClosed = false;

  const markAlive = async (proxyId: string, forMs: number) => {
    const now = clock();
    await store.proxies.markAlive(proxyId, { at: now, until: now + forMs }).catch(() => undefined);
  };
  const register = async (stream: Stream, said: Registration): Promise<void> => {
    const problem = findProblem(said, config);
    if (problem !== null) return shut(stream.socket, proxyCloseCodes.refused, problem);
    try {
      if (!(await store.proxies.register(stream.proxyId, said))) return shut(stream.socket, proxyCloseCodes.tokenEnded, "deleted");
    } catch (error) {
      if (isAppError(error) && error.code === "name_taken") return shut(stream.socket, proxyCloseCodes.refused, wildcardTaken);
      return shut(stream.socket, proxyCloseCodes.restarting, "try again");
    }
    stream.isRegistered = true;
    await markAlive(stream.proxyId, aliveForMs);
    registry.changed(stream.proxyId);
    send(stream.socket, { type: "welcome", accessUrl: config.accessUrl.origin, version, now: clock(), buildId });
    log.info("a proxy is connected", { proxy: stream.proxyId, url: said.url, version: said.version });
  };
  /** Its token may have been exchanged, or it deleted. A database that does not answer cuts nobody off. */
  const review = async (proxyIds: readonly string[]) => {
    const concerned = [...streams].filter(({ proxyId }) => proxyIds.includes(proxyId));
    const rows = concerned.length > 0 ? await registry.read().catch(() => null) : null;
    for (const { socket, proxyId, secretHash } of rows ? concerned : []) {
      if (!rows?.some((row) => row.id === proxyId && row.secretHash === secretHash))
        shut(socket, proxyCloseCodes.tokenEnded, "the token ended");
    }
  };
  const gone = async ({ proxyId, isRegistered }: Stream) => {
    // Another process of the same proxy, here or at another replica, says within seconds that it is still there.
    if (!isRegistered || [...streams].some((other) => other.proxyId === proxyId)) return;
    await markAlive(proxyId, 0);
    registry.changed(proxyId);
  };
  const stopListening = news.listen(({ endedKeyIds, changedUserIds, changedWorkspaceIds = [], changedProxyIds = [], isFact, hasGap }) => {
    const changed = isFact ? [] : changedWorkspaceIds;
    if (endedKeyIds.length + changedUserIds.length + changed.length > 0 || hasGap) {
      const said: Said = { type: "news", endedKeyIds, changedUserIds, changedWorkspaceIds: changed, ...(hasGap && { hasGap }) };
      for (const { socket, isRegistered } of streams) if (isRegistered) send(socket, said);
    }
    if (hasGap) void review([...streams].map(({ proxyId }) => proxyId));
    else if (changedProxyIds.length > 0) void review(changedProxyIds);
  });
  const timer = setInterval(() => {
    const alive = new Set<string>();
    for (const { socket, proxyId, isRegistered, heardAt } of streams) {
      if (clock() - heardAt > silentMs) socket.terminate();
      else if (isRegistered) alive.add(proxyId);
    }
    for (const proxyId of alive) void markAlive(proxyId, aliveForMs);
    void review([...alive]);
  }, aliveEveryMs).unref();

  return {
    /** Throws why the proxy is not taken. */
    async accept(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
      const { origin, authorization } = request.headers;
      // Every browser sends Origin with a handshake, and no proxy does.
      if (origin !== undefined) throw new AppError("cross_origin");
      const proxy = await registry.requireProxy(authorization, "proxy_stream");
      if (request.headers[proxyVersionHeader] !== String(proxyVersion)) return refuseVersion(socket);
      server.handleUpgrade(request, socket, head, (webSocket) => {
        const stream: Stream = {
          ...{ socket: webSocket, proxyId: proxy.id, secretHash: proxy.secretHash, isRegistered: false, heardAt: clock() },
        };
        if (isClosed) return shut(webSocket, proxyCloseCodes.restarting, "restarting");
        streams.add(stream);
        webSocket.on("ping", () => (stream.heardAt = clock()));
        webSocket.on("error", () => webSocket.terminate());
        webSocket.once("message", (data: Buffer) => {
          const said = readRegistration(data);
          if (said) void register(stream, said);
          else shut(webSocket, proxyCloseCodes.refused, "This is not what a proxy says of itself.");
        });
        webSocket.once("close", () => {
          streams.delete(stream);
          void gone(stream);
        });
        // Between the check and this line the token may have ended without anybody here to hear it.
        void review([proxy.id]);
      });
    },
    close() {
      isClosed = true;
      clearInterval(timer);
      stopListening();
      for (const { socket } of streams) shut(socket, proxyCloseCodes.restarting, "restarting");
      streams.clear();
    },
  };
}

function readRegistration(data: Buffer): Registration | null {
  try {
    return registration.parse(JSON.parse(data.toString()));
  } catch {
    return null;
  }
}

function send(socket: WebSocket, said: Said): void {
  if (socket.readyState === socket.OPEN) socket.send(JSON.stringify(said));
}

/** RFC 6455 §5.5: a reason has at most 123 bytes. */
function shut(socket: WebSocket, code: number, reason: string): void {
  socket.close(code, Buffer.from(reason).subarray(0, 120).toString());
  setTimeout(() => socket.terminate(), patienceMs).unref();
}

/** 426 Upgrade Required (RFC 9110 §15.5.22), with the version that is spoken here. */
function refuseVersion(socket: Duplex): void {
  socket.end(
    `HTTP/1.1 426 Upgrade Required\r\n${proxyVersionHeader}: ${proxyVersion}\r\nUpgrade: websocket\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`,
  );
}
