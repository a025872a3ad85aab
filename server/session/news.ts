/**
 * News: from this process at once, from other replicas by the store's notifications. Endings also, whatever happens to those, by asking every
 * second; all else others ask again for within seconds. Everything that remembers a verdict or keeps a socket open for one listens here.
 */
import type { Clock } from "../clock.ts";
import type { Log } from "../log.ts";
import { mostToldBytes, type Store } from "../store.ts";
import { readHeadline } from "./news/headline-text.ts";
import { createOutbox } from "./news/outbox.ts";

/** What every replica is told. Of endings and changed people the store itself tells, in the transaction that writes them. */
export interface FarHeadline {
  /** People whose own lists changed (a new session, a token): their open screens ask again. */
  touchedUserIds?: string[];
  /** Workspaces in which an app, a sharing or a setting changed, or that are new or gone. */
  changedWorkspaceIds?: string[];
  /** Proxies that were added, renamed or removed, or became healthy or not. */
  changedProxyIds?: string[];
  /** Replicas that have come or gone. */
  changedReplicaIds?: string[];
  /** What was done to terminals and their machines have not told yet; see workspaces/terminals/recent-changes.ts. */
  terminalChanges?: unknown[];
  /** What replicas ask each other about agents; see workspaces/agent-calls.ts. */
  agentCalls?: unknown[];
}

export interface Headline extends FarHeadline {
  endedKeyIds: string[];
  changedUserIds: string[];
  /**
   * Machines whose terminals changed: whose each is, and whether administrators may open them too. Heard in this process only: every replica
   * has a tunnel to every machine, and hears it there.
   */
  changedTerminals?: { ownerId: string; forAdmins: boolean }[];
  /** What a machine tells of itself, which changes nothing about who may open what. */
  isFact?: true;
  /** For a while nothing was heard of other replicas: whatever they change may have changed. */
  hasGap?: true;
  /** From another replica: what is remembered of what it names is of before. */
  isFromAfar?: true;
}

export interface News {
  /** Tells everybody in this process, before it returns, and then every other replica. */
  announce(headline: Headline): void;
  /** For what every replica finds out by itself: what agents tell. */
  announceHere(headline: Headline): void;
  /** Resolves when the other replicas have been told of everything announced so far, or could not be. */
  told(): Promise<void>;
  /** Returns the way to stop listening. */
  listen(heard: (headline: Headline) => void): () => void;
  /** For how long the database could not be asked what has ended, ms: of an ending within that time nothing is known here. */
  silentMs(): number;
  close(): Promise<void>;
}

const askEveryMs = 1_000;
/** How far back each question reaches: clocks of replicas differ, and a transaction's time is earlier than its commit. */
const overlapMs = 60_000;

/** Starts listening. `askEveryMs` may be set by tests. */
export async function openNews({ store, clock, log }: { store: Store; clock: Clock; log: Log }): Promise<News> {
  const listeners = new Set<(headline: Headline) => void>();
  // When each was told of. Keys end once; people may change again at any moment after.
  const told = new Map<string, number>();
  const outbox = createOutbox({ tell: store.tell, mostBytes: mostToldBytes });
  const announceHere = (headline: Headline) => {
    if (!headline.hasGap && Object.values(headline).every((told: unknown[] | true) => told === true || told.length === 0)) return;
    for (const id of [...headline.endedKeyIds, ...headline.changedUserIds]) told.set(id, clock());
    for (const heard of [...listeners]) heard(headline);
  };

  let since = clock();
  // No step of the wall clock makes silence longer.
  let heardAt = performance.now();
  const ask = async () => {
    const askedAt = clock();
    const begunAt = performance.now();
    const [ended, changed] = await Promise.all([store.keys.endedSince(since - overlapMs), store.changedSince(since - overlapMs)]);
    since = askedAt;
    heardAt = begunAt;
    for (const [id, at] of told) if (at < askedAt - 2 * overlapMs) told.delete(id);
    const unheard = changed.filter(({ id, changedAt }) => (told.get(id) ?? -1) < changedAt);
    announceHere({ endedKeyIds: ended.filter((id) => !told.has(id)), changedUserIds: unheard.map(({ id }) => id) });
    for (const { id, changedAt } of unheard) told.set(id, changedAt);
  };

  let failing = false;
  let timer: NodeJS.Timeout | undefined;
  let closed = false;
  const loop = async () => {
    try {
      await ask();
      if (failing) log.info("the database answers again");
      failing = false;
    } catch (error) {
      // Remembered verdicts run out by themselves within 4 s, so silence is safe; it is only said once.
      if (!failing) log.warn("the database does not answer; sessions are kept", { error });
      failing = true;
    }
    if (!closed) timer = setTimeout(() => void loop(), askEveryMs).unref();
  };
  timer = setTimeout(() => void loop(), askEveryMs).unref();
  const wire = await store.listen(({ told: texts, hasGap, ...endings }) => {
    announceHere(endings);
    if (hasGap) announceHere({ endedKeyIds: [], changedUserIds: [], hasGap, isFromAfar: true });
    for (const text of texts) {
      const said = readHeadline(text);
      if (said) announceHere({ endedKeyIds: [], changedUserIds: [], ...said, isFromAfar: true });
    }
  });

  return {
    announce({ endedKeyIds, changedUserIds, changedTerminals, isFromAfar: _never, isFact: _fact, hasGap: _gap, ...far }) {
      announceHere({ endedKeyIds, changedUserIds, ...far, ...(changedTerminals && { changedTerminals }) });
      outbox.put(far);
    },
    announceHere,
    told: outbox.told,
    listen(heard) {
      listeners.add(heard);
      return () => listeners.delete(heard);
    },
    silentMs: () => performance.now() - heardAt,
    async close() {
      closed = true;
      clearTimeout(timer);
      await wire.close();
    },
  };
}
