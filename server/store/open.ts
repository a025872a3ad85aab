/** Opens the store: chooses the database, migrates it, and puts every call behind the guard. */
import type { Log } from "#server/log.ts";
import type { Store } from "#server/store.ts";
import type { Client, Driver } from "./database.ts";
import { createSession, openDevices } from "./devices.ts";
import { createGuard } from "./guard.ts";
import { openKeys } from "./keys.ts";
import { openLimits, openNonces, sweep } from "./limits.ts";
import { findMigrations, findPending, migrate } from "./migrate.ts";
import { openPeople } from "./people.ts";

export interface StoreOptions {
  /** `file:<path>` or `postgresql://…`. */
  databaseUrl: string;
  log: Log;
  /** Folder with a folder of migrations per database; the package's own by default. */
  migrationsDir?: string;
}

/** Milliseconds after which a call is answered `unavailable`, whatever the database is doing. */
const deadlineMs = 5_000;

/** Throws an Error whose message is one line that names the cure: unreachable, unwritable, newer than this program, not migratable. */
export async function openStore({ databaseUrl, log, migrationsDir = findMigrations() }: StoreOptions): Promise<Store> {
  const storeLog = log.room("store");
  const driver = await openDriver(databaseUrl, storeLog);
  try {
    const [client] = await Promise.all([driver.loadClient(), migrate(driver, migrationsDir, storeLog)]);
    await client.$connect();
    return composeStore(driver, client, storeLog);
  } catch (error) {
    await driver.close();
    throw error;
  }
}

/** Names of the migrations that opening the store would apply; changes nothing. Throws like `openStore`. */
export async function listPendingMigrations({ databaseUrl, log, migrationsDir = findMigrations() }: StoreOptions): Promise<string[]> {
  const driver = await openDriver(databaseUrl, log.room("store"));
  try {
    return await findPending(driver, migrationsDir);
  } finally {
    await driver.close();
  }
}

async function openDriver(databaseUrl: string, log: Log): Promise<Driver> {
  if (databaseUrl.startsWith("file:")) return (await import("./sqlite.ts")).openSqlite(databaseUrl);
  if (/^postgres(?:ql)?:\/\//.test(databaseUrl)) return (await import("./postgresql.ts")).openPostgresql(databaseUrl, log);
  throw new Error("--database-url: give file:<path> for SQLite or postgresql://<user>:<password>@<host>/<database>.");
}

function composeStore(driver: Driver, client: Client, log: Log): Store {
  const { dialect } = driver;
  const guard = createGuard({ deadlineMs, log });
  const rooms = guard.rooms({
    people: openPeople(client, dialect),
    keys: openKeys(client, dialect),
    devices: openDevices(client),
    limits: openLimits(client),
    nonces: openNonces(client),
  });
  const createBoth = createSession(client);
  const sweepNow = sweep(client);
  return {
    ...rooms,
    createSession: (key, device) => guard.run(() => createBoth(key, device)),
    sweep: (now) => guard.run(() => sweepNow(now)),
    changedSince: (at) =>
      guard.run(async () => (await client.user.findMany({ where: { changedAt: { gte: at } }, select: { id: true } })).map(({ id }) => id)),
    ping: () => guard.run(async () => void (await client.$queryRaw`SELECT 1 AS "one"`)),
    listen: (heard) => driver.listen(heard),
    async close() {
      guard.close();
      await driver.close(client);
    },
  };
}
