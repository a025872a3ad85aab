/**
 * Agents that dial this proxy. Guards: a ticket of the primary's opens a tunnel to the workspace that it was given for, and the primary says
 * which that is; a browser opens none. Whose token ends is cut off when the primary tells of it. No token of an agent is ever asked for.
 */
import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { frameHeadBytes, maxPayloadBytes } from "#protocol/frames.ts";
import type { AgentAnswer } from "#protocol/proxy.ts";
import { replicaHeader, tunnelCloseCodes, tunnelVersion, tunnelVersionHeader } from "#protocol/tunnel.ts";
import { endWhenDead } from "#tunnel/end-when-dead.ts";
import { createMux } from "#tunnel/mux.ts";
import { WebSocketServer, type WebSocket } from "ws";
import { AppError } from "../errors.ts";
import { createReach, type Reach } from "../workspaces.ts";
import type { Primary } from "./primary.ts";
import type { ProxyNews } from "./news.ts";

export interface Tunnels {
  /** Throws why the agent is not taken. */
  accept(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void>;
  /** Null while the workspace's agent is not connected. */
  findReach(workspaceId: string): Reach | null;
  close(): void;
}

interface Held {
  tokenId: string;
  socket: WebSocket;
  reach: Reach;
}

const patienceMs = 1_000;

export function createTunnels({ primary, news, replicaId }: { primary: Primary; news: ProxyNews; replicaId: string }): Tunnels {
  const server = new WebSocketServer({ noServer: true, maxPayload: frameHeadBytes + maxPayloadBytes, perMessageDeflate: false });
  // Whoever answers says who it is (replicaHeader): an agent asks for each tunnel which gateway it has reached.
  server.on("headers", (lines) => lines.push(`${replicaHeader}: ${replicaId}`));
  /** By workspace, the one that is used last. Several only of the door's own machine, where each replica is one. */
  const held = new Map<string, Held[]>();
  let isClosed = false;
  const changed = (workspaceId: string) => news.tell({ endedKeyIds: [], changedUserIds: [], changedWorkspaceIds: [workspaceId] });
  const take = (workspaceId: string, tokenId: string, socket: WebSocket) => {
    if (isClosed) return shut(socket, tunnelCloseCodes.restarting, "the proxy restarts");
    endWhenDead(socket);
    const mux = createMux(socket);
    const reach = createReach({
      dial: (host, port) => mux.open(`tcp ${host.includes(":") ? `[${host}]` : host}:${port}`),
      openTerminals: () => mux.open("terminals"),
      listPorts: () => Promise.resolve([]),
    });
    const before = held.get(workspaceId) ?? [];
    const mine: Held = { tokenId, socket, reach };
    held.set(workspaceId, isOwnMachine(mine) ? [...before, mine] : [mine]);
    // The newer connection is the one that works: the older may be a network that was left without a word.
    if (!isOwnMachine(mine)) {
      for (const older of before) shut(older.socket, tunnelCloseCodes.replaced, "a newer connection of this agent");
    }
    socket.once("close", () => {
      reach.close();
      const left = (held.get(workspaceId) ?? []).filter((each) => each !== mine);
      if (left.length > 0) held.set(workspaceId, left);
      else held.delete(workspaceId);
      changed(workspaceId);
    });
    changed(workspaceId);
  };
  const stopListening = news.listen(({ endedKeyIds }) => {
    for (const { tokenId, socket } of [...held.values()].flat()) {
      if (endedKeyIds.includes(tokenId)) shut(socket, tunnelCloseCodes.tokenEnded, "the token ended");
    }
  });
  return {
    async accept(request, socket, head) {
      const { origin, authorization = "" } = request.headers;
      // Every browser sends Origin with a handshake, and no agent does.
      if (origin !== undefined) throw new AppError("cross_origin");
      const [, ticket = ""] = /^Bearer +(\S{1,4096})$/i.exec(authorization) ?? [];
      // An agent from before there were tickets shows its token: that is sent nowhere.
      if (ticket === "" || ticket.startsWith("lk_"))
        throw new AppError("forbidden", { detail: "A machine shows a ticket here. Update Latchkey on it." });
      const { workspaceId, tokenId } = await primary.ask<AgentAnswer>("agent", { ticket });
      if (request.headers[tunnelVersionHeader] !== String(tunnelVersion)) return refuseVersion(socket);
      server.handleUpgrade(request, socket, head, (webSocket) => take(workspaceId, tokenId, webSocket));
    },
    findReach: (workspaceId) => held.get(workspaceId)?.at(-1)?.reach ?? null,
    close() {
      isClosed = true;
      stopListening();
      for (const { socket, reach } of [...held.values()].flat()) {
        shut(socket, tunnelCloseCodes.restarting, "the proxy restarts");
        reach.close();
      }
    },
  };
}

/** It has no token. */
function isOwnMachine({ tokenId }: Held): boolean {
  return tokenId === "";
}

function shut(socket: WebSocket, code: number, reason: string): void {
  socket.close(code, reason);
  setTimeout(() => socket.terminate(), patienceMs).unref();
}

/** 426 Upgrade Required (RFC 9110 §15.5.22), with the version that is spoken here. */
function refuseVersion(socket: Duplex): void {
  socket.end(
    `HTTP/1.1 426 Upgrade Required\r\n${tunnelVersionHeader}: ${tunnelVersion}\r\nUpgrade: websocket\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`,
  );
}
