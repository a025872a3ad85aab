/**
 * What is open for whom: every answer in flight and every socket ends when its session or its permission does (SEC-28). News of an ending is
 * acted on at once; whatever no news tells of (a key that runs out, a sharing that is over) is found by looking every two seconds. Whoever cannot
 * be asked ends nothing at first; what could not be confirmed for longer than `keepMs` ends too, or a revoked key would live for as long as the
 * network is broken (G5).
 */
import { isAppError } from "../errors.ts";
import type { News } from "../session.ts";

/** By what something is open. */
export interface Permit {
  /** The keys it hangs on: none for an app that is open to anybody. */
  keyIds: readonly string[];
  /** What shares one answer of `isStillOpen`: the same key at the same app. */
  group: string;
  /** Asked again from time to time. May throw `unavailable`: then it goes on for `keepMs` since the last yes. */
  isStillOpen(): Promise<boolean>;
}

export interface Held {
  permit: Permit;
  end: () => void;
  /** When it was last known to be open, `performance.now()`. */
  confirmedAt: number;
}

export interface OpenStreams {
  /** `end` is called once when the permit is over; at once where all was closed already. */
  hold(permit: Permit, end: () => void): Held;
  release(held: Held): void;
  close(): void;
}

/** With what is remembered of a verdict (4 s at most, mostly less) still below 5 s where news arrives, which is every ending but a mere lapse. */
const lookEveryMs = 2_000;
/** A look takes a moment: what it has not come to yet is not taken for unconfirmed. */
const leastUnconfirmedMs = 10_000;
/** `--keep-verdicts` by default. */
export const keepVerdictsMs = 300_000;

/** `keepMs`: how long something stays open that nobody can be asked about. */
export function createOpenStreams(
  news: Pick<News, "listen">,
  { keepMs = keepVerdictsMs, everyMs = lookEveryMs }: { keepMs?: number; everyMs?: number } = {},
): OpenStreams {
  const held = new Set<Held>();
  let isClosed = false;
  const end = (stream: Held) => {
    held.delete(stream);
    stream.end();
  };
  const look = async () => {
    const groups = new Map<string, Held[]>();
    for (const stream of held) {
      const group = groups.get(stream.permit.group);
      if (group) group.push(stream);
      else groups.set(stream.permit.group, [stream]);
    }
    // All at once: one after the other, each would wait for the ones before it that are not answered.
    await Promise.all([...groups.values()].map(lookAt));
  };
  const lookAt = async (streams: Held[]) => {
    const askedAt = performance.now();
    const answer = await ask(streams[0]);
    if (answer === "open") for (const stream of streams) stream.confirmedAt = Math.max(stream.confirmedAt, askedAt);
    else if (answer === "over") for (const stream of streams) end(stream);
    else endUnconfirmed(streams);
  };
  const endUnconfirmed = (asked: Held[]) => {
    const now = performance.now();
    const others = Math.max(keepMs, leastUnconfirmedMs);
    for (const stream of held) if (now - stream.confirmedAt > (asked.includes(stream) ? keepMs : others)) end(stream);
  };
  let isLooking = false;
  const timer = setInterval(() => {
    if (isLooking) return;
    isLooking = true;
    void look().finally(() => (isLooking = false));
  }, everyMs).unref();
  const stopListening = news.listen(({ endedKeyIds, changedUserIds, changedWorkspaceIds = [] }) => {
    const ended = new Set(endedKeyIds);
    if (ended.size > 0) {
      for (const stream of held) {
        if (stream.permit.keyIds.some((id) => ended.has(id))) end(stream);
      }
    }
    if (changedUserIds.length + changedWorkspaceIds.length > 0) void look();
  });
  return {
    hold(permit, ending) {
      const stream = { permit, end: ending, confirmedAt: performance.now() };
      // What was let in while everything closed would stay open for ever, and keep the process from ending.
      if (isClosed) ending();
      else held.add(stream);
      return stream;
    },
    release: (stream) => void held.delete(stream),
    close() {
      isClosed = true;
      clearInterval(timer);
      stopListening();
      for (const stream of [...held]) end(stream);
    },
  };
}

async function ask(stream: Held | undefined): Promise<"open" | "over" | "unknown"> {
  try {
    return (await stream?.permit.isStillOpen()) === false ? "over" : "open";
  } catch (error) {
    return isAppError(error) ? "unknown" : "over";
  }
}
