/** With 100,000 sessions stored, what the door asks at every check, poll and purge goes through an index. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { SqlQuery } from "@prisma/driver-adapter-utils";
import Database from "libsql";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createLog } from "#server/log.ts";
import { aKey, aUser, hour, now } from "./contract/rows.ts";
import { openActivity } from "./activity.ts";
import type { Client, Dialect, Driver } from "./database.ts";
import { openDevices } from "./devices.ts";
import { openDriver } from "./driver.ts";
import { openKeys } from "./keys.ts";
import { openLimits, openNonces, sweep } from "./limits.ts";
import { findMigrations, migrate } from "./migrate.ts";
import { changedSince, openPeople } from "./people.ts";
import { storedKey } from "./rows.ts";
import type { TestPostgres } from "./testing/postgres.ts";
import { startTestPostgres } from "./testing/postgres.ts";

const sessions = 100_000;
const dir = mkdtempSync(join(tmpdir(), "latchkey-plans-"));
const quiet = createLog(() => undefined);
let postgres: TestPostgres;

beforeAll(async () => {
  postgres = await startTestPostgres();
});
afterAll(async () => {
  await postgres.close();
  rmSync(dir, { recursive: true, force: true });
});

describe.each<Dialect>(["sqlite", "postgresql"])("plans on %s", (dialect) => {
  let driver: Driver;
  let client: Client;
  let ask: Ask;
  /** What the store has sent since it was emptied. */
  const sent: SqlQuery[] = [];
  const user = aUser();

  beforeAll(async () => {
    const path = join(dir, "plans.db");
    const url = dialect === "sqlite" ? `file:${path}` : await postgres.createDatabase("plans");
    ask = dialect === "sqlite" ? askSqlite(path) : askPostgresql(url);
    driver = await openDriver({ databaseUrl: url, log: quiet, deadlineMs: 60_000 });
    await migrate(driver, findMigrations(), quiet);
    record(driver, sent);
    client = await driver.loadClient();
    await openPeople(client, dialect).create(user);
    for (const sql of filling(dialect, user.id)) await ask(sql, []);
  });
  afterAll(async () => {
    await driver.close(client);
  });

  it("scan no table for a check, a poll, a purge, an end or a sweep", async () => {
    const keys = openKeys(client, dialect);
    const devices = openDevices(client);
    const asked: Record<string, () => Promise<unknown>> = {
      find: () => keys.find("00000007"),
      extend: () => keys.extend({ id: "00000007", at: now, expiresAt: now + hour }),
      touch: () => keys.touch("00000007", now),
      endedSince: () => keys.endedSince(now - 10),
      changedSince: () => changedSince(client)(now + 1),
      listAlive: () => keys.listAlive("somebody", now),
      "end one": () => keys.end({ id: "00000008" }, now, "signed_out"),
      "end a person's": () => keys.end({ userId: "somebody", kind: "session", exceptId: "00000007" }, now, "signed_out"),
      purge: () => keys.purge(now - 20 * hour),
      "find a device": () => devices.find("00000007"),
      "note a resume": () => devices.markResumed({ id: "00000007", keyId: "00000007", secretHash: "f".repeat(64), at: now }),
      "forget a device": () => devices.remove("00000007"),
      "list activity": () => openActivity(client).list(["w7", "w8"], { before: "a7", most: 50 }),
      "purge activity": () => openActivity(client).purge(now - 4_990),
      "take a limit": () => openLimits(client).take("bucket", 1, now),
      "use a nonce": () => openNonces(client).use("nonce", now),
      sweep: () => sweep(client)(now - hour),
    };
    const scans: Record<string, string[]> = {};
    for (const [name, call] of Object.entries(asked)) {
      sent.length = 0;
      await call();
      expect(sent.length, name).toBeGreaterThan(0);
      const plans = await Promise.all(sent.filter(({ sql }) => /^\W*(\/\*.*\*\/)?\s*(SELECT|INSERT|UPDATE|DELETE)/.test(sql)).map(explain));
      const scanned = plans.flat().filter((line) => scansTable.test(line));
      if (scanned.length > 0) scans[name] = scanned;
    }
    expect(scans).toEqual({});
  });

  /** The plan, a line per step. */
  async function explain({ sql, args }: SqlQuery): Promise<string[]> {
    const rows = await ask(`${dialect === "sqlite" ? "EXPLAIN QUERY PLAN" : "EXPLAIN"} ${sql}`, args);
    return rows.map((row) => String(row["detail"] ?? row["QUERY PLAN"]));
  }
});

/** Asks the database past the store. */
type Ask = (sql: string, args: readonly unknown[]) => Promise<Record<string, unknown>[]>;

function askSqlite(path: string): Ask {
  return (sql, args) => {
    const database = new Database(path);
    const statement = database.prepare(sql);
    const rows = statement.reader ? statement.all(...args) : [];
    if (!statement.reader) statement.run(...args);
    database.close();
    return Promise.resolve(rows as Record<string, unknown>[]);
  };
}

function askPostgresql(url: string): Ask {
  return async (sql, args) => {
    const asking = new pg.Client({ connectionString: url });
    await asking.connect();
    try {
      return (await asking.query<Record<string, unknown>>(sql, [...args])).rows;
    } finally {
      await asking.end();
    }
  };
}

/** `SCAN k` in SQLite (but not `SCAN k USING INDEX`, nor a constant row), `Seq Scan on "Key"` in PostgreSQL. */
const scansTable = /^SCAN (?!CONSTANT|\d)\S+$|Seq Scan on/;

/** Keeps a note of every statement that the client sends. */
function record(driver: Driver, sent: SqlQuery[]): void {
  const connect = driver.adapterFactory.connect.bind(driver.adapterFactory);
  driver.adapterFactory.connect = async () => {
    const adapter = await connect();
    const noting = <A extends Pick<typeof adapter, "queryRaw" | "executeRaw">>(queryable: A): A => {
      for (const method of ["queryRaw", "executeRaw"] as const) {
        const call = queryable[method].bind(queryable) as (query: SqlQuery) => Promise<never>;
        queryable[method] = (query: SqlQuery) => {
          sent.push(query);
          return call(query);
        };
      }
      return queryable;
    };
    const start = adapter.startTransaction.bind(adapter);
    adapter.startTransaction = async (level) => noting(await start(level));
    return noting(adapter);
  };
}

/** A hundred thousand sessions of one person, each with its device: some ended, some expired, most alive. */
function filling(dialect: Dialect, userId: string): string[] {
  const series = (count: number) =>
    dialect === "sqlite" ? `(SELECT value AS i FROM generate_series(1, ${count}))` : `generate_series(1, ${count}) AS s(i)`;
  const literal = (value: unknown) => (value === null ? "NULL" : typeof value === "number" ? String(value) : `'${String(value)}'`);
  const values: Record<string, string> = {
    ...Object.fromEntries(Object.entries(storedKey(aKey(userId))).map(([name, value]) => [name, literal(value)])),
    id: dialect === "sqlite" ? "printf('%08d', i)" : "lpad(i::text, 8, '0')",
    revokedAt: `CASE WHEN i % 20 = 1 THEN ${now} - i * 1000 END`,
    expiresAt: `${now} + ${hour} - (i % 20) * ${hour / 10} + i`,
  };
  const columns = Object.keys(values).map((name) => `"${name}"`);
  return [
    `INSERT INTO "Key" (${columns.join(", ")}) SELECT ${Object.values(values).join(", ")} FROM ${series(sessions)}`,
    `INSERT INTO "Device" ("id", "userId", "name", "publicKeyJwk", "keyId", "createdAt") SELECT "id", "userId", "name", '{}', "id", 1 FROM "Key"`,
    `INSERT INTO "Limit" SELECT 'b' || i, 1, ${now} + i FROM ${series(5_000)}`,
    `INSERT INTO "Nonce" SELECT 'n' || i, ${now} + i FROM ${series(5_000)}`,
    `INSERT INTO "Activity" SELECT 'a' || i, 'w' || i % 50, 'u', 'ada', 'd', 'terminal_opened', 's', ${now} - i FROM ${series(5_000)}`,
    `INSERT INTO "User" SELECT 'u' || i, 'e' || i, 'n' || i, 'member', 'x', 1, ${now} - i, NULL FROM ${series(5_000)}`,
    ...(dialect === "sqlite" ? [] : ["ANALYZE"]),
  ];
}
