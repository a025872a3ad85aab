/**
 * The WebSockets of terminals' viewers at the door. Guards: a key with the scope, of a person who may open terminals there, and only for as
 * long as both last. Trusts: the dispatcher for the origin.
 */
import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import type { Clock } from "./clock.ts";
import { AppError } from "./errors.ts";
import { requireScope, type Caller, type SessionRoom } from "./session.ts";
import { openViewerSockets, readViewing, type Admission } from "./viewer-sockets.ts";
import type { Terminals, Viewing } from "./workspaces.ts";

export interface TerminalSockets {
  /** Throws why the caller is not taken; otherwise the handshake is done. `id`: the terminal's, from the path. */
  accept(request: IncomingMessage, socket: Duplex, head: Buffer, id: string): Promise<void>;
  /** Closes every socket with 1012: the door restarts, come back. */
  close(): void;
}

/** What the caller is known by: asked again for as long as the socket is open. */
interface KeyHeaders {
  cookie: string | undefined;
  authorization: string | undefined;
}

export function openTerminalSockets(parts: {
  room: Pick<SessionRoom, "sessions" | "news">;
  terminals: Pick<Terminals, "attach" | "stateOf" | "noteUse">;
  clock: Clock;
  /** How long a socket stays open while the database cannot be asked about its session. */
  keepMs?: number;
}): TerminalSockets {
  const { room, terminals, clock, keepMs } = parts;
  const { sessions } = room;
  const sockets = openViewerSockets({ news: room.news, clock, ...(keepMs !== undefined && { keepMs }) });

  const admit = (caller: Caller, headers: KeyHeaders, id: string, viewing: Viewing): Admission => {
    const check = () => sessions.authenticate(headers, "terminal");
    return {
      permit: {
        keyIds: [caller.key.id],
        group: `${caller.key.id} ${id}`,
        async isStillOpen() {
          const verdict = await check();
          return verdict.ok && (await terminals.stateOf(verdict.caller.user, id)) !== "closed";
        },
      },
      attach: () => terminals.attach(caller, id, viewing),
      async findEnding() {
        const verdict = await check();
        return verdict.ok ? { kind: "gone" } : { kind: "session", reason: `${verdict.code}:${verdict.reason ?? ""}` };
      },
      findState: () => terminals.stateOf(caller.user, id),
      async noteUse() {
        const verdict = await check();
        if (!verdict.ok) return;
        await Promise.all([sessions.renew(verdict.caller, false), terminals.noteUse(verdict.caller)]);
      },
    };
  };

  return {
    async accept(request, socket, head, id) {
      sockets.requireOpen();
      const { cookie, authorization } = request.headers;
      const headers = { cookie, authorization };
      const verdict = await sessions.authenticate(headers, "terminal");
      if (!verdict.ok) throw new AppError(verdict.code, { ...(verdict.reason && { reason: verdict.reason }) });
      requireScope(verdict.caller, "terminals:write");
      const { viewing, passive } = readViewing(request.url ?? "");
      const { caller, setCookie } = await sessions.renew(verdict.caller, passive);
      sockets.take(request, socket, head, { admission: admit(caller, headers, id, viewing), setCookie });
    },
    close: sockets.close,
  };
}
