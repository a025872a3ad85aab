/** One viewer at this proxy, and what the primary says of it: believed for seconds, and asked again as soon as news may have changed it. */
import type { PassAnswer, TicketAnswer } from "#protocol/proxy.ts";
import { AppError, isAppError } from "../errors.ts";
import type { Admission } from "../viewer-sockets.ts";
import { attachTo, type Reach, type Viewing } from "../workspaces.ts";
import { believedFor } from "./belief.ts";
import type { ProxyNews } from "./news.ts";
import type { Primary } from "./primary.ts";
import type { Stream } from "./stream.ts";

export interface Admissions {
  admit(answer: TicketAnswer, viewing: Viewing): Admission;
  close(): void;
}

/** A primary that swallows every question costs each five seconds: one in so long finds out when it is back. */
const tryAgainMs = 1_000;

export function createAdmit(parts: {
  primary: Pick<Primary, "ask">;
  news: Pick<ProxyNews, "listen">;
  stream: () => Pick<Stream, "downSince">;
  /** Null while the workspace's agent is not connected here. */
  findReach: (workspaceId: string) => Pick<Reach, "openTerminals"> | null;
}): Admissions {
  const { primary, news, stream, findReach } = parts;
  let failedAt = -Infinity;
  /** How often there was news of people, and of each workspace: an answer from before is not believed. */
  let changesOfPeople = 0;
  const changesOfWorkspaces = new Map<string, number>();
  const stopListening = news.listen(({ changedUserIds, changedWorkspaceIds = [] }) => {
    // The empty id stands for all: the stream was down, and nobody knows what it would have told.
    if (changedUserIds.length > 0 || changedWorkspaceIds.includes("")) changesOfPeople += 1;
    for (const id of changedWorkspaceIds) changesOfWorkspaces.set(id, (changesOfWorkspaces.get(id) ?? 0) + 1);
  });
  const ask = async (what: "terminal-look" | "terminal-use", pass: string): Promise<PassAnswer> => {
    if (performance.now() - failedAt < tryAgainMs) throw new AppError("unavailable");
    try {
      return await primary.ask<PassAnswer>(what, { pass });
    } catch (error) {
      // Whatever else it says is a no: this proxy is not known any more, or what it shows.
      if (!isAppError(error) || error.code !== "unavailable") return { state: "ended", reason: "session_revoked:", believeMs: 0 };
      failedAt = performance.now();
      throw error;
    }
  };

  const admitOpen = ({ workspaceId, terminal, keyIds, pass }: TicketAnswer & { kind: "open" }, viewing: Viewing): Admission => {
    let known: { answer: PassAnswer; at: number; epoch: string } | null = null;
    let asking: { answer: Promise<PassAnswer>; epoch: string } | null = null;
    const epochNow = () => `${changesOfPeople} ${changesOfWorkspaces.get(workspaceId) ?? 0}`;
    const look = async (): Promise<PassAnswer> => {
      const epoch = epochNow();
      if (known?.epoch === epoch && performance.now() - known.at < believedFor(known.answer, stream())) return known.answer;
      if (asking?.epoch === epoch) return asking.answer;
      const question = { answer: ask("terminal-look", pass), epoch };
      asking = question;
      try {
        const answer = await question.answer;
        known = { answer, at: performance.now(), epoch };
        return answer;
      } finally {
        if (asking === question) asking = null;
      }
    };
    return {
      permit: {
        keyIds,
        group: `${keyIds.join(" ")} ${workspaceId} ${terminal}`,
        isStillOpen: async () => (await look()).state === "open",
      },
      async attach() {
        const reach = findReach(workspaceId);
        if (!reach) throw new AppError("workspace_offline");
        // News that came while the ticket was on its way found nobody here: from now on it does, so what is asked now holds. On the way of its own.
        look().catch(() => undefined);
        return attachTo(reach, terminal, viewing);
      },
      async findEnding() {
        const { state, reason } = await ask("terminal-look", pass);
        return state === "ended" ? { kind: "session", reason } : { kind: "gone" };
      },
      findState: () => Promise.resolve(findReach(workspaceId) ? "online" : "offline"),
      noteUse: async () => void (await ask("terminal-use", pass)),
    };
  };

  return {
    admit: (answer, viewing) => (answer.kind === "open" ? admitOpen(answer, viewing) : admitRefused(answer.code)),
    close: stopListening,
  };
}

/** The page is told by the close code, as at the door. */
function admitRefused(code: "forbidden" | "not_found" | "password_needed"): Admission {
  return {
    permit: { keyIds: [], group: "refused", isStillOpen: () => Promise.resolve(true) },
    attach: () => Promise.reject(new AppError(code)),
    findEnding: () => Promise.resolve({ kind: "gone" }),
    findState: () => Promise.resolve("closed"),
    noteUse: () => Promise.resolve(),
  };
}
