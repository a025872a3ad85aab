import { once } from "node:events";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createLog } from "#server/log.ts";
import { aUser, keyFor, now } from "./contract/rows.ts";
import type { Dialect } from "./database.ts";
import { loadSchemaEngine, noFilters } from "./engine.js";
import { openDriver } from "./driver.ts";
import { listPendingMigrations, openStore } from "./open.ts";
import { findMigrations } from "./migrate.ts";
import type { TestPostgres } from "./testing/postgres.ts";
import { startTestPostgres } from "./testing/postgres.ts";
import type { Programs } from "./testing/processes.ts";
import { bundlePrograms } from "./testing/processes.ts";

const dir = mkdtempSync(join(tmpdir(), "latchkey-migrate-"));
const quiet = createLog(() => undefined);
let programs: Programs;
let postgres: TestPostgres;
let made = 0;

beforeAll(async () => {
  [programs, postgres] = await Promise.all([bundlePrograms(), startTestPostgres()]);
});
afterAll(async () => {
  programs.close();
  await postgres.close();
  rmSync(dir, { recursive: true, force: true });
});

describe.each<Dialect>(["sqlite", "postgresql"])("migrating %s", (dialect) => {
  const newUrl = () =>
    dialect === "sqlite" ? Promise.resolve(`file:${join(dir, `${++made}.db`)}`) : postgres.createDatabase(`migrate_${++made}`);
  const driverOf = (databaseUrl: string) => openDriver({ databaseUrl, log: quiet, deadlineMs: 60_000 });
  const known = readdirSync(join(findMigrations(), dialect)).filter((name) => !name.endsWith(".toml"));

  const open = (databaseUrl: string, migrationsDir = findMigrations()) =>
    openStore({ databaseUrl, log: quiet, deadlineMs: 60_000, migrationsDir });

  /** A database as another version of the program has left it. */
  async function openDriverMigrated(url: string, migrationsDir: string) {
    await (await open(url, migrationsDir)).close();
    return driverOf(url);
  }

  async function query(url: string, sql: string) {
    const driver = await driverOf(url);
    try {
      return await driver.query(sql);
    } finally {
      await driver.close();
    }
  }
  /** The migrations of the package and one more. */
  function migrationsWith(name: string, sql: string): string {
    const copy = mkdtempSync(join(dir, "migrations-"));
    cpSync(findMigrations(), copy, { recursive: true });
    mkdirSync(join(copy, dialect, name));
    writeFileSync(join(copy, dialect, name, "migration.sql"), sql);
    return copy;
  }

  /** Tables, columns, indexes and references, whatever order they were made in. */
  async function describeDatabase(url: string) {
    return Promise.all(catalogue[dialect].map((sql) => query(url, sql)));
  }
  async function makeFromSchema(url: string) {
    const text = readFileSync(new URL("../../prisma/schema.prisma", import.meta.url), "utf8");
    const schema = text.replace('provider = "sqlite"', `provider = "${dialect}"`);
    const driver = await driverOf(url);
    const migrating = driver.openMigrating();
    const engine = await loadSchemaEngine(migrating.factory, schema);
    const to = { tag: "schemaDatamodel" as const, files: [{ path: "schema.prisma", content: schema }] };
    const { stdout } = await engine.diff({ from: { tag: "empty" }, to, script: true, exitCode: null, filters: noFilters });
    engine.free();
    for (const statement of (stdout ?? "").split(/;\s*$/m).filter((part) => part.trim() !== "")) await driver.query(statement);
    await migrating.close();
    await driver.close();
  }

  it("happens once when four servers start at once, and each of them counts", { timeout: 240_000 }, async () => {
    const url = await newUrl();
    const servers = await Promise.all(Array.from({ length: 4 }, () => programs.run("open", url)));
    expect(servers.map(({ code, stderr }) => (code === 0 ? 0 : stderr))).toEqual([0, 0, 0, 0]);
    expect(servers.filter(({ stderr }) => stderr.includes("Migrating the database"))).toHaveLength(1);
    expect(Math.max(...servers.map(({ stdout }) => Number(stdout)))).toBe(200);
    const records = await query(url, 'SELECT "migration_name" FROM "_prisma_migrations"');
    expect(records.map((record) => record["migration_name"])).toEqual(known);
  });

  it("can be asked for without being done", async () => {
    const asked = { databaseUrl: await newUrl(), log: quiet, deadlineMs: 60_000 };
    expect(await listPendingMigrations(asked)).toEqual(known);
    await (await open(asked.databaseUrl)).close();
    expect(await listPendingMigrations(asked)).toEqual([]);
  });

  it("does not wait for a process that was killed while it migrated", { timeout: 240_000 }, async () => {
    const url = await newUrl();
    const holder = await programs.start("hold", url);
    const gone = once(holder, "exit");
    holder.kill("SIGKILL");
    await gone;
    expect(await programs.run("open", url)).toMatchObject({ code: 0, stdout: "50\n" });
  });

  it("leads to exactly the schema that the program is made for", async () => {
    const [migrated, made] = [await newUrl(), await newUrl()];
    await (await open(migrated)).close();
    await makeFromSchema(made);
    const described = await describeDatabase(made);
    expect(described.every((part) => part.length >= 4)).toBe(true);
    expect(await describeDatabase(migrated)).toEqual(described);
  });

  it("F7 lets the machines that were there before go on sharing by their files as they did, until their owner says otherwise, and no others", async () => {
    const url = await newUrl();
    const before = mkdtempSync(join(dir, "before-"));
    cpSync(findMigrations(), before, { recursive: true });
    for (const name of known.filter((each) => each >= "20261201")) rmSync(join(before, dialect, name), { recursive: true });
    const old = await openDriverMigrated(url, before);
    await old.query(
      `INSERT INTO "User" ("id", "email", "name", "role", "passwordHash", "createdAt", "changedAt") VALUES ('u', 'a@b', 'ada', 'owner', '', 1, 1)`,
    );
    for (const id of ["box", "said"]) {
      await old.query(`INSERT INTO "Workspace" ("id", "ownerId", "name", "tokenId", "createdAt") VALUES ('${id}', 'u', '${id}', 't', 1)`);
    }
    await old.query(`INSERT INTO "WorkspaceSetting" ("workspaceId", "adminTerminals", "changedAt") VALUES ('said', true, 5)`);
    await old.close();
    const store = await open(url);
    const kept = { maxSharing: "public", setAt: null };
    const listed = async () => (await store.workspaces.listMaxSharings()).sort((a, b) => a.workspaceId.localeCompare(b.workspaceId));
    expect(await listed()).toEqual(["box", "said", "this-machine"].map((workspaceId) => ({ workspaceId, ...kept })));
    expect(await store.workspaces.listAdminTerminals()).toEqual(["said"]);
    await store.workspaces.setMaxSharing("box", "authenticated", 7);
    expect((await listed())[0]).toEqual({ workspaceId: "box", maxSharing: "authenticated", setAt: 7 });
    await store.close();
    const fresh = await open(await newUrl());
    expect(await fresh.workspaces.listMaxSharings()).toEqual([]);
    await fresh.close();
  });

  it("refuses a database that is newer than the program", async () => {
    const url = await newUrl();
    const migrationsDir = migrationsWith("29990101000000_from_the_future", 'CREATE TABLE "Future" ("id" TEXT PRIMARY KEY);');
    await (await open(url, migrationsDir)).close();
    await expect(open(url)).rejects.toThrow(
      "The database is newer than this Latchkey (it has 29990101000000_from_the_future). Start the version that was used last, or a later one.",
    );
  });

  it("undoes a migration that fails, says so in one line, and goes on when it is mended", async () => {
    const url = await newUrl();
    const name = "29990101000000_broken";
    const good = 'CREATE TABLE "Half" ("id" TEXT PRIMARY KEY);';
    const broken = migrationsWith(name, `${good}\nINSERT INTO "Half" VALUES ('1;2'), ('1;2');`);
    const failure = await open(url, broken).catch((error: Error) => error.message);
    expect(failure).toMatch(/^Migrating the database failed \(.*29990101000000_broken\); what failed was undone\. .*unique/i);
    expect(failure).not.toContain("\n");
    await expect(query(url, 'SELECT * FROM "Half"')).rejects.toThrow();
    const store = await open(url, migrationsWith(name, good));
    await store.close();
    expect(await query(url, 'SELECT * FROM "Half"')).toEqual([]);
  });

  it("begins again what a killed process had begun", async () => {
    const url = await newUrl();
    await (await open(url)).close();
    const name = "29990101000000_begun";
    await query(
      url,
      `INSERT INTO "_prisma_migrations" ("id", "checksum", "migration_name", "started_at", "applied_steps_count") VALUES ('x', 'x', '${name}', CURRENT_TIMESTAMP, 0)`,
    );
    const migrationsDir = migrationsWith(name, 'CREATE TABLE "Begun" ("id" TEXT PRIMARY KEY);');
    await (await open(url, migrationsDir)).close();
    expect(await query(url, 'SELECT * FROM "Begun"')).toEqual([]);
    expect(await query(url, `SELECT "applied_steps_count" FROM "_prisma_migrations" WHERE "migration_name" = '${name}'`)).toHaveLength(1);
  });

  it("keeps what refers to a table that is built anew", async () => {
    const url = await newUrl();
    const before = await open(url);
    const user = await before.people.create(aUser());
    const key = await keyFor(before, user);
    await before.close();
    const columns = '"id", "email", "name", "role", "passwordHash", "createdAt", "changedAt", "suspendedAt"';
    const rebuild = `
      PRAGMA defer_foreign_keys=ON;
      PRAGMA foreign_keys=OFF;
      CREATE TABLE "new_User" AS SELECT ${columns} FROM "User";
      DROP TABLE "User";
      ALTER TABLE "new_User" RENAME TO "User";
      CREATE UNIQUE INDEX "User_id" ON "User"("id");
      PRAGMA foreign_keys=ON;
      PRAGMA defer_foreign_keys=OFF;`;
    const alter = 'ALTER TABLE "User" ALTER COLUMN "name" TYPE VARCHAR(200);';
    const migrationsDir = migrationsWith("29990101000000_rebuild", dialect === "sqlite" ? rebuild : alter);
    const after = await open(url, migrationsDir);
    expect(await after.keys.listAlive(user.id, now)).toEqual([key]);
    await after.close();
  });
});

/** What describes a database, per dialect; the record of migrations is left out. */
const catalogue: Record<Dialect, readonly string[]> = {
  sqlite: [
    `SELECT t.name AS "table", c.name, c.type, c."notnull", c.dflt_value, c.pk FROM sqlite_master t, pragma_table_info(t.name) c
      WHERE t.type = 'table' AND t.name NOT LIKE '\\_prisma%' ESCAPE '\\' ORDER BY 1, 2`,
    `SELECT t.name AS "table", f."from", f."table" AS target, f."to", f.on_update, f.on_delete FROM sqlite_master t, pragma_foreign_key_list(t.name) f
      WHERE t.type = 'table' ORDER BY 1, 2`,
    `SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL ORDER BY 1`,
  ],
  postgresql: [
    `SELECT table_name, column_name, data_type, is_nullable, column_default FROM information_schema.columns
      WHERE table_schema = 'public' AND table_name <> '_prisma_migrations' ORDER BY 1, 2`,
    `SELECT conrelid::regclass::text AS "table", conname, pg_get_constraintdef(oid) AS definition FROM pg_constraint
      WHERE connamespace = 'public'::regnamespace AND conrelid <> coalesce(to_regclass('_prisma_migrations'), 0) ORDER BY 1, 2`,
    `SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename <> '_prisma_migrations' ORDER BY 1`,
  ],
};
