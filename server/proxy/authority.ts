/**
 * The remote authority: what the primary's local one would say. A yes or no is believed for 10 s at most, as long as the stream is up and tells of
 * every ending at once; without it for 2 s, and after half a minute not at all. Guards: a primary that does not answer makes nobody signed out
 * and lets nobody in; who was let in within the last minutes (`keepMs`) goes on.
 */
import type { DecisionFar, Question, Redeemed } from "#protocol/proxy.ts";
import { AppError, isAppError } from "../errors.ts";
import type { Asked, Authority, Decision } from "../gateway.ts";
import type { Found } from "../workspaces.ts";
import { believedFor } from "./belief.ts";
import type { Primary } from "./primary.ts";
import type { FarNews, Stream } from "./stream.ts";

export interface RemoteAuthority extends Authority {
  hear(news: FarNews): void;
  /** Nothing is believed any more without asking; what was a yes is kept for when there is no answer. */
  doubt(): void;
}

const tryAgainMs = 1_000;
/** People and apps; a yes of a minute ago is worth keeping, ten thousand of them are 10 MB. */
const most = 10_000;

interface Known {
  answer: DecisionFar;
  /** `performance.now()`: no step of the wall clock makes an answer younger. */
  at: number;
  isDoubted: boolean;
}

export function createRemoteAuthority(parts: {
  primary: Primary;
  stream: () => Pick<Stream, "downSince">;
  /** The primary's origin. */
  accessOrigin: string;
  /** How a workspace is reached from here; null while its agent is not connected. */
  findReach: (workspaceId: string) => Extract<Found, { kind: "open" }>["reach"] | null;
  keepMs: number;
}): RemoteAuthority {
  const { primary, stream, accessOrigin, findReach, keepMs } = parts;
  const known = new Map<string, Known>();
  const asking = new Map<string, Promise<DecisionFar>>();
  let failedAt = -Infinity;
  /** Counts what was heard: an answer that was asked for before may be one of before. */
  let heard = 0;

  const isFresh = ({ answer, at, isDoubted }: Known): boolean => {
    const now = performance.now();
    return !isDoubted && now - at < believedFor(answer, stream(), now);
  };
  /** Answers of before that were given because the primary could not be asked. */
  const kept = new WeakSet<DecisionFar>();
  const ask = async (key: string, question: Question): Promise<DecisionFar> => {
    const before = known.get(key);
    const isYes = before?.answer.found.kind === "open" || before?.answer.found.kind === "offline";
    const again = before && isYes && performance.now() - before.at < keepMs ? keep(before.answer) : null;
    // A primary that swallows every question costs each five seconds: one in a second finds out when it is back.
    if (again && performance.now() - failedAt < tryAgainMs) return again;
    const heardBefore = heard;
    try {
      const answer = await primary.ask<DecisionFar>("decide", question);
      if (known.size >= most) known.delete(known.keys().next().value ?? "");
      known.delete(key);
      known.set(key, { answer: { ...answer, set: [] }, at: performance.now(), isDoubted: heard !== heardBefore });
      return answer;
    } catch (error) {
      if (!isAppError(error) || error.code !== "unavailable") throw error;
      failedAt = performance.now();
      if (again) return again;
      throw error;
    }
  };
  const keep = (answer: DecisionFar): DecisionFar => {
    const again = { ...answer };
    kept.add(again);
    return again;
  };
  /** The `set` of an answer goes with the one request that it was asked for. */
  const find = async ({ host, address, cookieHeader, path, passive }: Asked): Promise<DecisionFar> => {
    const pairs = appCookiesOf(cookieHeader);
    const cookies = pairs.join("; ");
    // Copies of one cookie are to be expired on the path of each request, so each is asked about.
    const isDoubled = new Set(pairs.map((pair) => pair.slice(0, pair.indexOf("=")))).size < pairs.length;
    const key = isDoubled ? `${host}\n${cookies}\n${path}` : `${host}\n${cookies}`;
    const before = known.get(key);
    if (before && isFresh(before) && !isDoubled) return before.answer;
    const running = asking.get(key);
    if (running) {
      const answer = await running;
      return kept.has(answer) ? answer : { ...answer, set: [] };
    }
    const question = ask(key, { host, address, cookieHeader: cookies, path, passive });
    asking.set(key, question);
    return question.finally(() => {
      if (asking.get(key) === question) asking.delete(key);
    });
  };
  const foundOf = (answer: DecisionFar): Found => {
    const { found } = answer;
    if (found.kind !== "open") return { kind: found.kind };
    const reach = findReach(found.workspaceId);
    return reach ? { ...found, reach } : { kind: "offline" };
  };

  return {
    async decide(asked): Promise<Decision> {
      const answer = await find(asked);
      const { keyIds, userId, losers, ended, doubt = null, set } = answer;
      return {
        ...{ keyIds, userId, losers, ended, doubt, set, expiresAt: null, found: foundOf(answer) },
        isStillOpen: async () => {
          const now = await find({ ...asked, passive: true });
          // What is open is kept by who holds it open, since the last real yes.
          if (kept.has(now)) throw new AppError("unavailable");
          // The same session, or the one that took over its cookie: somebody else's yes keeps nothing open.
          return ["open", "offline"].includes(now.found.kind) && now.userId === userId;
        },
      };
    },
    async redeem(code, { cookieHeader = "", ...proof }) {
      // Of the browser's cookies only what binds the hand-over, and whose apps were opened before, leaves this process.
      const bindings = cookieHeader.split("; ").filter((pair) => pair.startsWith("latchkey_binding-"));
      const sent = [...bindings, ...appCookiesOf(cookieHeader)].join("; ");
      return (await primary.ask<Redeemed>("redeem", { code, ...proof, cookieHeader: sent })).set;
    },
    authorizeUrl: ({ redirectUri, state }) =>
      `${accessOrigin}/api/v1/apps/authorize?redirect_uri=${encodeURIComponent(redirectUri)}&state=${encodeURIComponent(state)}`,
    hear({ endedKeyIds, changedUserIds, changedWorkspaceIds }) {
      heard += 1;
      asking.clear();
      for (const [key, { answer }] of known) {
        const isEnded = answer.keyIds.some((id) => endedKeyIds.includes(id));
        // A person who is named may also be the owner, whose suspension shuts their apps to everybody.
        const concerns = changedUserIds.length > 0 || (changedWorkspaceIds.length > 0 && concernsWorkspace(answer, changedWorkspaceIds));
        if (isEnded || concerns) known.delete(key);
      }
    },
    doubt() {
      heard += 1;
      asking.clear();
      for (const entry of known.values()) entry.isDoubted = true;
    },
  };
}

/** Of the browser's cookies only those that say who is calling leave this process; with the apps' own, each of theirs would be another question. */
function appCookiesOf(header = ""): string[] {
  return header
    .split(";")
    .map((pair) => (pair.startsWith(" ") ? pair.slice(1) : pair))
    .filter((pair) => /^(__Host-)?latchkey_app_session-[0-9a-f]{32}=/.test(pair));
}

/** What was refused may be allowed by any change. */
function concernsWorkspace({ found }: DecisionFar, changed: readonly string[]): boolean {
  return found.kind !== "open" || changed.includes(found.workspaceId);
}
