/**
 * Agents dial in here. Guards: an agent's token and nothing else opens a tunnel, and only that of its own workspace; a browser opens none,
 * whatever it holds.
 */
import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { frameHeadBytes, maxPayloadBytes } from "#protocol/frames.ts";
import { tunnelCloseCodes, tunnelVersion, tunnelVersionHeader } from "#protocol/tunnel.ts";
import { WebSocketServer } from "ws";
import { AppError, isAppError } from "./errors.ts";
import type { SessionRoom } from "./session.ts";
import type { Workspaces } from "./workspaces.ts";

export interface Agents {
  /** Throws why the agent is not taken. */
  accept(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void>;
}

export function createAgents({ sessions, workspaces }: { sessions: SessionRoom["sessions"]; workspaces: Workspaces }): Agents {
  const server = new WebSocketServer({ noServer: true, maxPayload: frameHeadBytes + maxPayloadBytes, perMessageDeflate: false });
  return {
    async accept(request, socket, head) {
      const { origin, authorization } = request.headers;
      // Every browser sends Origin with a handshake, and no agent does.
      if (origin !== undefined) throw new AppError("cross_origin");
      const verdict = await sessions.check({ cookie: undefined, authorization });
      if (!verdict.ok) throw new AppError(verdict.code);
      const { key } = verdict.caller;
      if (!key.scopes.includes("agent")) throw new AppError("scope_missing", { detail: "This is not an agent's token." });
      if (request.headers[tunnelVersionHeader] !== String(tunnelVersion)) return refuseVersion(socket);
      server.handleUpgrade(request, socket, head, (webSocket) => {
        const end = () => webSocket.close(tunnelCloseCodes.tokenEnded, "the token ended");
        const review = async () => {
          // Between the check and this line the token may have ended without anybody here to hear it. A database that hiccups ends nobody.
          const again = await sessions.check({ cookie: undefined, authorization }).catch(() => null);
          if (again && !again.ok) end();
        };
        workspaces.attach(key.id, webSocket).then(review, (error: unknown) => {
          if (isAppError(error) && error.code === "unavailable") webSocket.close(tunnelCloseCodes.restarting, "try again");
          else end();
        });
      });
    },
  };
}

/** 426 Upgrade Required (RFC 9110 §15.5.22), with the version that is spoken here. */
function refuseVersion(socket: Duplex): void {
  socket.end(
    `HTTP/1.1 426 Upgrade Required\r\n${tunnelVersionHeader}: ${tunnelVersion}\r\nUpgrade: websocket\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`,
  );
}
