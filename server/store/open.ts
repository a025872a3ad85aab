/** Opens the store: chooses the database, migrates it, and puts every call behind the guard. */
import { randomBytes } from "node:crypto";
import type { Log } from "#server/log.ts";
import type { Store } from "#server/store.ts";
import { openActivity } from "./activity.ts";
import { openApps } from "./apps.ts";
import type { Client, Driver } from "./database.ts";
import { createSession, openDevices } from "./devices.ts";
import { openDriver } from "./driver.ts";
import type { Guard } from "./guard.ts";
import { createGuard } from "./guard.ts";
import { openKeys } from "./keys.ts";
import { openLimits, openNonces, sweep } from "./limits.ts";
import { findMigrations, findPending, migrate } from "./migrate.ts";
import { changedSince, openPeople } from "./people.ts";
import { openProxies } from "./proxies.ts";
import { openReplicas } from "./replicas.ts";
import { newsChannel, selfLength, toldPayload } from "./sql.ts";
import { openTerminalUses } from "./terminal-uses.ts";
import { openWorkspaces } from "./workspaces.ts";

export interface StoreOptions {
  /** `file:<path>` or `postgresql://…`. */
  databaseUrl: string;
  log: Log;
  /** Folder with a folder of migrations per database; the package's own by default. */
  migrationsDir?: string;
  /** Milliseconds after which a call is answered `unavailable`, whatever the database is doing; 5 s by default. */
  deadlineMs?: number;
}

/** Throws an Error whose message is one line that names the cure: unreachable, unwritable, newer than this program, not migratable. */
export async function openStore({ migrationsDir = findMigrations(), deadlineMs = 5_000, ...options }: StoreOptions): Promise<Store> {
  const log = options.log.room("store");
  const driver = await openDriver({ databaseUrl: options.databaseUrl, log, deadlineMs });
  try {
    const [client] = await Promise.all([driver.loadClient(), migrate(driver, migrationsDir, log)]);
    await client.$connect();
    return composeStore(driver, client, createGuard({ deadlineMs, log }));
  } catch (error) {
    await driver.close();
    throw error;
  }
}

/** Names of the migrations that opening the store would apply; changes nothing. Throws like `openStore`. */
export async function listPendingMigrations({
  migrationsDir = findMigrations(),
  deadlineMs = 5_000,
  ...options
}: StoreOptions): Promise<string[]> {
  const driver = await openDriver({ ...options, deadlineMs });
  try {
    return await findPending(driver, migrationsDir);
  } finally {
    await driver.close();
  }
}

function composeStore(driver: Driver, client: Client, guard: Guard): Store {
  const { dialect } = driver;
  const self = randomBytes(selfLength / 2).toString("hex");
  const rooms = guard.rooms({
    people: openPeople(client, dialect),
    keys: openKeys(client, dialect),
    devices: openDevices(client),
    apps: openApps(client),
    activity: openActivity(client),
    workspaces: openWorkspaces(client),
    terminalUses: openTerminalUses(client),
    proxies: openProxies(client),
    replicas: openReplicas(client),
    limits: openLimits(client),
    nonces: openNonces(client),
  });
  const createBoth = createSession(client);
  const sweepNow = sweep(client);
  const changed = changedSince(client);
  return {
    ...rooms,
    ...guard.rooms({ whole: { createSession: createBoth } }).whole,
    sweep: (now) => guard.run(() => sweepNow(now)),
    changedSince: (at) => guard.run(() => changed(at)),
    // A table, because SQLite answers a bare SELECT 1 without looking at its file.
    ping: () => guard.run(async () => void (await client.$queryRaw`SELECT 1 AS "one" FROM "User" LIMIT 1`)),
    listen: (heard) => driver.listen(self, heard),
    async tell(text) {
      if (dialect === "sqlite") return;
      const payload = toldPayload(self, text);
      await guard.run(() => client.$queryRaw`SELECT pg_notify(${newsChannel}, ${payload})::text`);
    },
    async close() {
      guard.close();
      await driver.close(client);
    },
  };
}
