/** One viewer of a terminal, from the finished handshake to its close. */
import { closeCodes } from "#protocol/api.ts";
import { terminalCloseCodes } from "#protocol/terminal.ts";
import type { WebSocket } from "ws";
import type { Clock } from "../clock.ts";
import { isAppError } from "../errors.ts";
import type { OpenStreams, Permit } from "../gateway.ts";
import type { Caller, SessionRoom } from "../session.ts";
import type { Terminals, Viewing } from "../workspaces.ts";
import { pipeTerminal, type TerminalPipe } from "./pipe.ts";

/** Typing counts as use of the session this often, not at every key. */
const useEveryMs = 60_000;
/** How long a peer may take to answer a close, and the database to say why a session ended. */
const patienceMs = 1_000;
/** RFC 6455 §7.4.1, as registered later: a condition that will pass. */
const tryAgain = 1013;

export interface Viewer {
  webSocket: WebSocket;
  caller: Caller;
  /** What the caller is known by: asked again for as long as the socket is open. */
  headers: { cookie: string | undefined; authorization: string | undefined };
  /** The terminal. */
  id: string;
  viewing: Viewing;
}

/** `isClosing`: the door restarts. Returns how a viewer is kept until it, its terminal or its permission goes. */
export function createServe(parts: {
  sessions: Pick<SessionRoom["sessions"], "check" | "renew">;
  terminals: Pick<Terminals, "attach" | "stateOf" | "noteUse">;
  streams: OpenStreams;
  clock: Clock;
  isClosing: () => boolean;
}): (viewer: Viewer) => Promise<void> {
  const { sessions, terminals, streams, clock, isClosing } = parts;
  return async ({ webSocket, caller, headers, id, viewing }) => {
    let pipe: TerminalPipe | null = null;
    let isOver = false;
    let usedAt = clock();
    const check = () => sessions.check(headers);
    const shut = (code: number, reason: string) => {
      isOver = true;
      pipe?.cut();
      webSocket.resume(); // or the answer to the close would never be read
      webSocket.close(code, reason);
      setTimeout(() => webSocket.terminate(), patienceMs).unref();
    };
    const end = async () => {
      isOver = true;
      pipe?.cut();
      if (isClosing()) return shut(closeCodes.shuttingDown, "restarting");
      const verdict = await inTime(check());
      if (verdict?.ok) return shut(terminalCloseCodes.gone, "not_found");
      shut(closeCodes.sessionEnded, verdict ? `${verdict.code}:${verdict.reason ?? ""}` : "session_revoked:");
    };
    const permit: Permit = {
      keyIds: [caller.key.id],
      group: `${caller.key.id} ${id}`,
      async isStillOpen() {
        const verdict = await check();
        return verdict.ok && (await terminals.stateOf(verdict.caller.user, id)) !== "closed";
      },
    };
    const noteUse = async () => {
      if (clock() - usedAt < useEveryMs) return;
      usedAt = clock();
      const verdict = await check();
      if (!verdict.ok) return;
      await Promise.all([sessions.renew(verdict.caller, false), terminals.noteUse(verdict.caller)]);
    };
    const held = streams.hold(permit, () => void end());
    webSocket.on("close", () => {
      isOver = true;
      streams.release(held);
    });
    try {
      const stream = await terminals.attach(caller, id, viewing);
      // While the machine was asked the browser may have left, or the session ended without anybody here to hear it.
      const mayGoOn = isOver || (await permit.isStillOpen());
      if (isOver || !mayGoOn) stream.destroy();
      if (isOver) return;
      if (!mayGoOn) return await end();
      pipe = pipeTerminal(webSocket, stream, {
        onTyped: () => void noteUse().catch(() => undefined), // in a minute the next key tries again
        onBroken: () => shut(terminalCloseCodes.protocolError, "text"),
        onOver(how) {
          if (how === "ended") return shut(1000, "ended");
          void inTime(terminals.stateOf(caller.user, id)).then((state) => shut(codeOfLoss[state ?? "online"], state ?? "unavailable"));
        },
      });
    } catch (error) {
      const code = isAppError(error) ? error.code : "internal";
      if (!isOver) shut(codeOfRefusal(code), code);
    }
  };
}

const codeOfLoss = { online: tryAgain, offline: terminalCloseCodes.offline, closed: terminalCloseCodes.gone } as const;

function codeOfRefusal(code: string): number {
  if (code === "not_found" || code === "forbidden") return terminalCloseCodes.gone;
  if (code === "password_needed") return terminalCloseCodes.passwordNeeded;
  return code === "workspace_offline" ? terminalCloseCodes.offline : tryAgain;
}

/** Null when it does not come in time, or not at all. */
function inTime<T>(asked: Promise<T>): Promise<T | null> {
  return Promise.race([asked.catch(() => null), new Promise<null>((resolve) => setTimeout(() => resolve(null), patienceMs).unref())]);
}
