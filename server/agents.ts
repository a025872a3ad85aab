/**
 * Agents dial in here. Guards: an agent's token and nothing else opens a tunnel, and only that of its own workspace; a browser opens none,
 * whatever it holds.
 */
import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { frameHeadBytes, maxPayloadBytes } from "#protocol/frames.ts";
import {
  elsewhereHeader,
  hostnameHeader,
  instanceHeader,
  processHeader,
  replicaHeader,
  replicasHeldHeader,
  tunnelCloseCodes,
  tunnelVersion,
  tunnelVersionHeader,
} from "#protocol/tunnel.ts";
import { WebSocketServer } from "ws";
import { AppError, isAppError } from "./errors.ts";
import type { Clock } from "./clock.ts";
import type { SessionRoom } from "./session.ts";
import type { AgentPlace, Workspaces } from "./workspaces.ts";

/** How often the key of an agent that dials again and again is noted as used, from one address. */
const usedEveryMs = 3_600_000;

export interface Agents {
  /** Throws why the agent is not taken. */
  accept(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void>;
}

/** `replicaId`: of this process, for agents that look for the others behind the same address. */
export function createAgents(parts: {
  sessions: Pick<SessionRoom["sessions"], "authenticate">;
  workspaces: Pick<Workspaces, "admit" | "attach" | "holds">;
  replicaId: string;
  clock: Clock;
  addressOf: (request: IncomingMessage) => string;
  /** The key of an agent was used, from there. */
  noteUse: (keyId: string, from: { ip: string; userAgent: string }) => Promise<void>;
}): Agents {
  const { sessions, workspaces, replicaId, clock, addressOf, noteUse } = parts;
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
      const place = readPlace(request, addressOf(request));
      // It is looking for another replica. Not where its tunnel is lost and it does not know yet: then it is welcome.
      const isHeld = String(request.headers[replicasHeldHeader] ?? "")
        .split(",")
        .includes(replicaId);
      if (isHeld && workspaces.holds(key.id, place.process)) {
        return refuse(socket, "409 Conflict", `${replicaHeader}: ${replicaId}`);
      }
      if (!(await workspaces.admit(key.id, place))) return refuse(socket, "409 Conflict", `${elsewhereHeader}: 1`);
      if (key.ip !== place.address || clock() - key.lastUsedAt >= usedEveryMs) {
        await noteUse(key.id, { ip: place.address, userAgent: request.headers["user-agent"] ?? "" }).catch(() => undefined);
      }
      server.handleUpgrade(request, socket, head, (webSocket) => {
        const end = () => webSocket.close(tunnelCloseCodes.tokenEnded, "the token ended");
        const review = async () => {
          // Between the check and this line the token may have ended without anybody here to hear it. A database that hiccups ends nobody.
          const again = await sessions.authenticate({ cookie: undefined, authorization }, "tunnel").catch(() => null);
          if (again && !again.ok) end();
        };
        workspaces.attach(key.id, webSocket, place).then(review, (error: unknown) => {
          if (isAppError(error) && error.code === "unavailable") webSocket.close(tunnelCloseCodes.restarting, "try again");
          else end();
        });
      });
    },
  };
}

/** An agent from before 0.2.0 has no instance that it keeps: what it sends as such is its process. One that says nothing is ever another. */
function readPlace({ headers }: IncomingMessage, address: string): AgentPlace {
  const read = (name: string, form: RegExp) => {
    const given = headers[name];
    return typeof given === "string" && form.test(given) ? given : null;
  };
  const [instance, process] = [read(instanceHeader, /^[\w-]{1,64}$/), read(processHeader, /^[\w-]{1,64}$/)];
  const hostname = read(hostnameHeader, /^[\x21-\x7e]{1,253}$/);
  if (process === null) return { instance: null, process: instance ?? randomUUID(), hostname, address };
  return { instance, process, hostname, address };
}

function refuse(socket: Duplex, status: string, headers: string): void {
  socket.end(`HTTP/1.1 ${status}\r\n${headers}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
