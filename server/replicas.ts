/**
 * The processes of the door on one database: this one, and which others are alive. Each writes itself down every few seconds; that one has
 * gone is known by its own word, or by its silence. Trusts no clock but its own: another's time of last sign only has to move.
 */
import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import type { Clock } from "./clock.ts";
import type { Log } from "./log.ts";
import type { News } from "./session.ts";
import type { ReplicaRow, Store } from "./store.ts";

export interface Replicas {
  /** Of this process, made at its start. */
  readonly id: string;
  /** Ids of the others that are alive. */
  others(): readonly string[];
  /** Called whenever others have come or gone. Returns what ends that. */
  onChange(heard: () => void): () => void;
  /** This one takes requests. Never throws: a database that does not answer now is told later. */
  join(): Promise<void>;
  /** This one will take no more. Never throws. */
  leave(): Promise<void>;
  close(): void;
}

const signEveryMs = 5_000;
const goneAfterMs = 15_000;
/** A database that does not answer must not hold up the end. */
const leavesWithinMs = 1_000;
/** Rows this old are of processes that were killed. */
const forgetAfterMs = 86_400_000;

/** `isShared`: the database is one that several processes may use. One that is alone writes nothing down. `everyMs` is for tests. */
export function openReplicas(parts: {
  store: Pick<Store, "replicas">;
  news: Pick<News, "announce" | "listen" | "told">;
  clock: Clock;
  log: Log;
  version: string;
  isShared: boolean;
  everyMs?: number;
}): Replicas {
  const { store, news, clock, log, version, isShared, everyMs = signEveryMs } = parts;
  const id = randomUUID();
  const startedAt = clock();
  /** When each was last heard of, by this clock. */
  const signs = new Map<string, { seenAt: number; heardAt: number }>();
  const listeners = new Set<() => void>();
  let alive: readonly string[] = [];
  let hasJoined = false;
  let timer: NodeJS.Timeout | undefined;

  const note = (rows: readonly ReplicaRow[]) => {
    const now = clock();
    const others = rows.filter((row) => row.id !== id);
    for (const known of signs.keys()) if (!others.some((row) => row.id === known)) signs.delete(known);
    for (const { id: other, seenAt } of others) {
      const before = signs.get(other);
      // One that is met for the first time may have been dead for hours; if its clock is far off it is believed at its second sign.
      const isFresh = before ? before.seenAt !== seenAt : Math.abs(now - seenAt) < goneAfterMs;
      if (isFresh || !before) signs.set(other, { seenAt, heardAt: isFresh ? now : -Infinity });
    }
    const next = [...signs].filter(([, { heardAt }]) => now - heardAt < goneAfterMs).map(([other]) => other);
    if (next.join() === alive.join()) return;
    alive = next;
    for (const heard of [...listeners]) heard();
  };
  const look = async () => note(await store.replicas.list(clock() - forgetAfterMs));
  let signing: Promise<unknown> = Promise.resolve();
  const sign = async () => {
    if (hasJoined) await store.replicas.mark({ id, hostname: hostname(), version, startedAt, seenAt: clock() });
    await look();
  };
  /** What fails is tried again in a moment, and the store has said so in the log. */
  const quietly = (work: () => Promise<unknown>) => work().then(undefined, () => undefined);
  const tell = async () => {
    news.announce({ endedKeyIds: [], changedUserIds: [], changedReplicaIds: [id] });
    await news.told();
  };
  const stopListening = news.listen(({ changedReplicaIds = [], isFromAfar, hasGap }) => {
    if (isShared && isFromAfar && (changedReplicaIds.length > 0 || hasGap)) void quietly(look);
  });

  return {
    id,
    others: () => alive,
    onChange(heard) {
      listeners.add(heard);
      return () => listeners.delete(heard);
    },
    async join() {
      if (!isShared) return;
      hasJoined = true;
      const signNow = () => (signing = quietly(sign));
      timer = setInterval(() => void signNow(), everyMs).unref();
      await signNow();
      void quietly(() => store.replicas.purge(clock() - forgetAfterMs));
      await tell();
      if (alive.length > 0) log.info("this door is one of several on its database", { replicas: alive.length + 1 });
    },
    async leave() {
      if (!hasJoined) return;
      hasJoined = false;
      clearInterval(timer);
      const leaving = async () => {
        await signing; // which would write it down again
        await quietly(() => store.replicas.remove(id));
        await tell();
      };
      await Promise.race([leaving(), sleep(leavesWithinMs, undefined, { ref: false })]);
    },
    close() {
      clearInterval(timer);
      stopListening();
      listeners.clear();
    },
  };
}
