/**
 * Agents dial in here. Guards: an agent's token and nothing else opens a tunnel, and only that of its own workspace; a browser opens none,
 * whatever it holds.
 */
import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { frameHeadBytes, maxPayloadBytes } from "#protocol/frames.ts";
import {
  instanceHeader,
  replicaHeader,
  replicasHeldHeader,
  tunnelCloseCodes,
  tunnelVersion,
  tunnelVersionHeader,
} from "#protocol/tunnel.ts";
import { WebSocketServer } from "ws";
import { AppError, isAppError } from "./errors.ts";
import type { SessionRoom } from "./session.ts";
import type { Workspaces } from "./workspaces.ts";

export interface Agents {
  /** Throws why the agent is not taken. */
  accept(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void>;
}

/** `replicaId`: of this process, for agents that look for the others behind the same address. */
export function createAgents(parts: {
  sessions: Pick<SessionRoom["sessions"], "authenticate">;
  workspaces: Pick<Workspaces, "attach" | "holds">;
  replicaId: string;
}): Agents {
  const { sessions, workspaces, replicaId } = parts;
  const server = new WebSocketServer({ noServer: true, maxPayload: frameHeadBytes + maxPayloadBytes, perMessageDeflate: false });
  server.on("headers", (headers) => headers.push(`${replicaHeader}: ${replicaId}`));
  return {
    async accept(request, socket, head) {
      const { origin, authorization } = request.headers;
      // Every browser sends Origin with a handshake, and no agent does.
      if (origin !== undefined) throw new AppError("cross_origin");
      const verdict = await sessions.authenticate({ cookie: undefined, authorization }, "tunnel");
      if (!verdict.ok)
        throw new AppError(verdict.code, verdict.code === "scope_missing" ? { detail: "This is not an agent's token." } : {});
      const { key } = verdict.caller;
      if (request.headers[tunnelVersionHeader] !== String(tunnelVersion)) {
        return refuse(socket, "426 Upgrade Required", `${tunnelVersionHeader}: ${tunnelVersion}\r\nUpgrade: websocket`);
      }
      const instance = readInstance(request);
      // It is looking for another replica. Not where its tunnel is lost and it does not know yet: then it is welcome.
      const isHeld = String(request.headers[replicasHeldHeader] ?? "")
        .split(",")
        .includes(replicaId);
      if (isHeld && instance !== null && workspaces.holds(key.id, instance)) {
        return refuse(socket, "409 Conflict", `${replicaHeader}: ${replicaId}`);
      }
      server.handleUpgrade(request, socket, head, (webSocket) => {
        const end = () => webSocket.close(tunnelCloseCodes.tokenEnded, "the token ended");
        const review = async () => {
          // Between the check and this line the token may have ended without anybody here to hear it. A database that hiccups ends nobody.
          const again = await sessions.authenticate({ cookie: undefined, authorization }, "tunnel").catch(() => null);
          if (again && !again.ok) end();
        };
        workspaces.attach(key.id, webSocket, instance).then(review, (error: unknown) => {
          if (isAppError(error) && error.code === "unavailable") webSocket.close(tunnelCloseCodes.restarting, "try again");
          else end();
        });
      });
    },
  };
}

/** Null for an agent from before there were any. */
function readInstance({ headers }: IncomingMessage): string | null {
  const given = headers[instanceHeader];
  return typeof given === "string" && /^[\w-]{1,64}$/.test(given) ? given : null;
}

function refuse(socket: Duplex, status: string, headers: string): void {
  socket.end(`HTTP/1.1 ${status}\r\n${headers}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
