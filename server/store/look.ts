/** What can be seen of a door's neighbours in its database, for those who only look: nothing is migrated, nothing written. */
import type { ProxyRow, ReplicaRow } from "#server/store.ts";
import { openDriver } from "./driver.ts";
import type { StoreOptions } from "./open.ts";
import { proxyOf, replicaOf } from "./rows.ts";

/** Replicas that have signed within the last ten minutes, or whose clock is ahead. Throws like `openStore`. */
export async function listRunningReplicas(options: StoreOptions): Promise<ReplicaRow[]> {
  const rows = await look(options, `SELECT * FROM "Replica" WHERE "seenAt" >= ${Date.now() - 600_000} ORDER BY "startedAt", "id"`);
  return rows.map((row) => replicaOf(row as unknown as ReplicaRow));
}

/** All proxies, the oldest first. Throws like `openStore`. */
export async function listProxies(options: StoreOptions): Promise<ProxyRow[]> {
  const rows = await look(options, `SELECT * FROM "Proxy" ORDER BY "createdAt", "id"`);
  return rows.map((row) => proxyOf(row as unknown as ProxyRow));
}

async function look({ deadlineMs = 5_000, ...options }: StoreOptions, sql: string): Promise<Record<string, unknown>[]> {
  const driver = await openDriver({ ...options, deadlineMs });
  try {
    return await driver.query(sql);
  } finally {
    await driver.close();
  }
}
