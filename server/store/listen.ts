/** Hears PostgreSQL's notifications on a connection of its own. */
import pg from "pg";
import type { Log } from "#server/log.ts";
import type { News } from "./database.ts";
import { newsChannel, selfLength } from "./sql.ts";

/** Milliseconds before a lost connection is tried again: doubled from the first to the last. */
const retryMs = { first: 250, last: 5_000 };

/**
 * Listens until closed, and connects again by itself: what is said meanwhile is not heard, which the polling makes up for,
 * and that there was such a while is said. Resolves when
 * it listens, or when the first try has failed. What `self` has told is left out: whoever says something knows it.
 */
export async function listenForNews(
  connection: pg.ClientConfig,
  { self, heard, log }: { self: string; heard: (news: News) => void; log: Log },
): Promise<{ close(): Promise<void> }> {
  const inbox = createInbox(self, heard);
  let current: pg.Client | null = null;
  let retry: NodeJS.Timeout | undefined;
  let waitMs = retryMs.first;
  let closed = false;
  let hasGap = false;

  async function connect(): Promise<void> {
    const client = new pg.Client(connection);
    current = client;
    client.on("error", () => lost(client));
    client.on("end", () => lost(client));
    client.on("notification", ({ payload }) => inbox.put(payload ?? ""));
    try {
      await client.connect();
      await client.query(`LISTEN ${newsChannel}`);
      waitMs = retryMs.first;
      if (hasGap) heard({ endedKeyIds: [], changedUserIds: [], told: [], hasGap });
      hasGap = false;
    } catch {
      lost(client);
    }
  }
  function lost(client: pg.Client) {
    if (closed || current !== client) return;
    current = null;
    hasGap = true;
    log.warn("Not hearing PostgreSQL's notifications; polling goes on", { retryMs: waitMs });
    void client.end().catch(() => undefined);
    retry = setTimeout(() => void connect(), waitMs);
    waitMs = Math.min(waitMs * 2, retryMs.last);
  }

  await connect();
  return {
    async close() {
      closed = true;
      clearTimeout(retry);
      await current?.end().catch(() => undefined);
    },
  };
}

/** Collects what arrives together, so that a thousand ended keys are one piece of news. */
function createInbox(self: string, heard: (news: News) => void) {
  let news: News | null = null;
  const deliver = () => {
    const collected = news;
    news = null;
    if (collected) heard(collected);
  };
  return {
    put(payload: string) {
      if (news === null) {
        news = { endedKeyIds: [], changedUserIds: [], told: [], hasGap: false };
        // Before anything else that has arrived meanwhile: a request must not be answered by what was true before the news.
        process.nextTick(deliver);
      }
      const id = payload.slice(2);
      if (payload.startsWith("k:")) news.endedKeyIds.push(id);
      if (payload.startsWith("u:")) news.changedUserIds.push(id);
      if (payload.startsWith("t:") && !id.startsWith(self)) news.told.push(id.slice(selfLength + 1));
    },
  };
}
