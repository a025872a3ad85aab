/** One viewer of a terminal, from the finished handshake to its close. */
import type { Duplex } from "node:stream";
import { closeCodes } from "#protocol/api.ts";
import { terminalCloseCodes } from "#protocol/terminal.ts";
import type { WebSocket } from "ws";
import { isAppError } from "../errors.ts";
import type { OpenStreams, Permit } from "../gateway.ts";
import { pipeTerminal, type TerminalPipe } from "./pipe.ts";

/** A viewer who was let in, and all that is to be found out for as long as it looks. Any of it may throw `unavailable`. */
export interface Admission {
  permit: Permit;
  /** Its stream of the terminal. Throws as `Terminals.attach`. */
  attach(): Promise<Duplex>;
  /** Asked when the permit is over. */
  findEnding(): Promise<Ending>;
  /** Asked when the connection to the machine broke. */
  findState(): Promise<"online" | "offline" | "closed">;
  /** The person has typed: asked for once in a while. */
  noteUse(): Promise<void>;
}

/** `gone`: the session lives, the terminal is this person's no more. `reason` of an ended session: code and end reason, with a colon. */
export type Ending = { kind: "gone" } | { kind: "session"; reason: string };

/** Typing counts as use of the session this often, not at every key. */
const useEveryMs = 60_000;
/** How long a peer may take to answer a close, and whoever is asked to say why a session ended. */
const patienceMs = 3_000;
/** A condition that will pass. */
const { tryAgain } = closeCodes;

/** `isClosing`: the process restarts. Returns how a viewer is kept until it, its terminal or its permission goes. */
export function createServe(parts: {
  streams: OpenStreams;
  /** Milliseconds. */
  clock: () => number;
  isClosing: () => boolean;
}): (webSocket: WebSocket, admission: Admission) => Promise<void> {
  const { streams, clock, isClosing } = parts;
  return async (webSocket, admission) => {
    let pipe: TerminalPipe | null = null;
    let isOver = false;
    let usedAt = clock();
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
      const ending = await inTime(admission.findEnding());
      // Nobody can be asked: that signs nobody out. Whoever comes again is asked for anew.
      if (ending === null) return shut(tryAgain, "unavailable");
      if (ending.kind === "gone") return shut(terminalCloseCodes.gone, "not_found");
      shut(closeCodes.sessionEnded, ending.reason);
    };
    const noteUse = async () => {
      if (clock() - usedAt < useEveryMs) return;
      usedAt = clock();
      await admission.noteUse();
    };
    const held = streams.hold(admission.permit, () => void end());
    webSocket.on("close", () => {
      isOver = true;
      streams.release(held);
    });
    try {
      const stream = await admission.attach();
      // While the machine was asked the browser may have left, or the session ended without anybody here to hear it.
      const mayGoOn = isOver || (await admission.permit.isStillOpen());
      if (isOver || !mayGoOn) stream.destroy();
      if (isOver) return;
      if (!mayGoOn) return await end();
      pipe = pipeTerminal(webSocket, stream, {
        onTyped: () => void noteUse().catch(() => undefined), // in a minute the next key tries again
        onBroken: () => shut(terminalCloseCodes.protocolError, "text"),
        onOver(how) {
          if (how === "ended") return shut(1000, "ended");
          void inTime(admission.findState()).then((state) => shut(codeOfLoss[state ?? "online"], state ?? "unavailable"));
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
