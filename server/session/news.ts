/**
 * News of endings: from this process at once, from others by the store's notifications and, whatever happens to those, by asking every second.
 * Everything that remembers a verdict or keeps a socket open for one listens here.
 */
import type { Clock } from "../clock.ts";
import type { Log } from "../log.ts";
import type { Store } from "../store.ts";

export interface Headline {
  endedKeyIds: string[];
  changedUserIds: string[];
  /** People whose own lists changed (a new session, a token): their open screens ask again. Heard in this process only. */
  touchedUserIds?: string[];
  /** Workspaces in which an app or a sharing changed. Heard in this process only; others ask again within seconds. */
  changedWorkspaceIds?: string[];
  /** Proxies that were added, renamed or removed, or became healthy or not. */
  changedProxyIds?: string[];
  /** Machines whose terminals changed: whose each is, and whether administrators may open them too. Heard in this process only. */
  changedTerminals?: { ownerId: string; forAdmins: boolean }[];
}

export interface News {
  /** Tells everybody in this process, before it returns. */
  announce(headline: Headline): void;
  /** Returns the way to stop listening. */
  listen(heard: (headline: Headline) => void): () => void;
  close(): Promise<void>;
}

const askEveryMs = 1_000;
/** How far back each question reaches: clocks of replicas differ, and a transaction's time is earlier than its commit. */
const overlapMs = 60_000;

/** Starts listening. `askEveryMs` may be set by tests. */
export async function openNews({ store, clock, log }: { store: Store; clock: Clock; log: Log }): Promise<News> {
  const listeners = new Set<(headline: Headline) => void>();
  // Keys end once. A person who changes twice within the overlap is heard of once here; remembered verdicts are re-read within 4 s anyway.
  const told = new Map<string, number>();
  const announce = (headline: Headline) => {
    if (Object.values(headline).every((told: unknown[]) => told.length === 0)) return;
    for (const id of [...headline.endedKeyIds, ...headline.changedUserIds]) told.set(id, clock());
    for (const heard of [...listeners]) heard(headline);
  };

  let since = clock();
  const ask = async () => {
    const askedAt = clock();
    const [ended, changed] = await Promise.all([store.keys.endedSince(since - overlapMs), store.changedSince(since - overlapMs)]);
    since = askedAt;
    for (const [id, at] of told) if (at < askedAt - 2 * overlapMs) told.delete(id);
    const unheard = (id: string) => !told.has(id);
    announce({ endedKeyIds: ended.filter(unheard), changedUserIds: changed.filter(unheard) });
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
  const wire = await store.listen(announce);

  return {
    announce,
    listen(heard) {
      listeners.add(heard);
      return () => listeners.delete(heard);
    },
    async close() {
      closed = true;
      clearTimeout(timer);
      await wire.close();
    },
  };
}
