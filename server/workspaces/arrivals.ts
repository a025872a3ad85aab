/**
 * Agents that are on their way: those that another replica, or this one before its restart, had a moment ago, in the first seconds of this one;
 * and those that were lost without a word. What is asked of them waits a little instead of being told that they are offline.
 */
import type { Clock } from "../clock.ts";

export interface Arrivals {
  /** Whether an agent that is not there may be at any moment. */
  isExpected(site: { id: string; lastSeenAt: number | null }): boolean;
  /** The same, for as long as this replica is too young to say that it is not there. */
  isTooEarly(site: { lastSeenAt: number | null }): boolean;
  /** This replica has just started: what agents told another one, it does not know yet. */
  isYoung(): boolean;
  arrived(id: string): void;
  /** `isOrderly`: it said that it goes. */
  left(id: string, isOrderly: boolean): void;
  /** Resolves when any has come or gone, `ms` later at the latest. */
  next(ms: number): Promise<void>;
  close(): void;
}

/** An agent looks for a new replica within a second or two of hearing of it. */
const youngForMs = 20_000;
/** With what a connected workspace is noted as seen (a minute), and a while for the restart. */
const seenWithinMs = 120_000;
/** A network that is back is dialled within two seconds. */
const backWithinMs = 10_000;

export function createArrivals(clock: Clock): Arrivals {
  const openedAt = clock();
  /** When each was lost here; -Infinity for those that said so. */
  const lost = new Map<string, number>();
  const waiting = new Set<() => void>();
  const tell = () => {
    for (const heard of [...waiting]) heard();
  };
  const isTooEarly: Arrivals["isTooEarly"] = ({ lastSeenAt }) =>
    clock() - openedAt < youngForMs && lastSeenAt !== null && lastSeenAt > openedAt - seenWithinMs;
  return {
    isTooEarly,
    isYoung: () => clock() - openedAt < youngForMs,
    isExpected({ id, lastSeenAt }) {
      const lostAt = lost.get(id);
      return lostAt === undefined ? isTooEarly({ lastSeenAt }) : clock() - lostAt < backWithinMs;
    },
    arrived(id) {
      lost.delete(id);
      tell();
    },
    left(id, isOrderly) {
      lost.set(id, isOrderly ? -Infinity : clock());
      tell();
    },
    next: (ms) =>
      new Promise((resolve) => {
        const heard = () => {
          clearTimeout(timer);
          waiting.delete(heard);
          resolve();
        };
        const timer = setTimeout(heard, ms);
        waiting.add(heard);
      }),
    close: tell,
  };
}
