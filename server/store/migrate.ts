/**
 * Brings the database to the schema of this program, at start. The engine is Prisma's own, and is not even loaded when there is nothing to do.
 */
import { existsSync, readFileSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { MigrationList } from "@prisma/schema-engine-wasm/schema_engine_bg";
import type { Log } from "#server/log.ts";
import type { Driver } from "./database.ts";

/**
 * Applies what is missing, once, however many processes start together. Throws an Error with one line that names the cure when the
 * database is newer than this program or a migration fails; a failed migration has changed nothing.
 */
export async function migrate(driver: Driver, migrationsDir: string, log: Log): Promise<void> {
  const dir = join(migrationsDir, driver.dialect);
  const known = await listMigrations(dir);
  if ((await listPending(driver, known)).length === 0) return;
  await driver.withMigrationLock(async () => {
    const pending = await listPending(driver, known);
    if (pending.length === 0) return;
    log.info("Migrating the database", { database: driver.dialect, migrations: pending });
    await forgetUnfinished(driver);
    await apply(driver, dir, known, pending);
  });
}

/** What `migrate` would apply. Changes nothing. Throws like it. */
export async function findPending(driver: Driver, migrationsDir: string): Promise<string[]> {
  return listPending(driver, await listMigrations(join(migrationsDir, driver.dialect)));
}

/** Where the migrations are: `prisma/migrations` of the package, from its sources as from its bundle. */
export function findMigrations(): string {
  for (let dir = dirname(fileURLToPath(import.meta.url)); dir !== dirname(dir); dir = dirname(dir)) {
    const manifest = join(dir, "package.json");
    if (existsSync(manifest) && JSON.parse(readFileSync(manifest, "utf8")).name === "latchkey") return join(dir, "prisma", "migrations");
  }
  throw new Error("Latchkey's own files are incomplete: prisma/migrations is not found. Install it again.");
}

async function listMigrations(dir: string): Promise<string[]> {
  const entries = await readdir(dir, { withFileTypes: true }).catch(() => []);
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  if (names.length === 0) throw new Error(`Latchkey's own files are incomplete: there are no migrations in ${dir}. Install it again.`);
  return names.sort();
}

async function listPending(driver: Driver, known: readonly string[]): Promise<string[]> {
  const records = await readRecords(driver);
  const finished = new Set(records.filter((record) => record.finished_at !== null).map((record) => String(record.migration_name)));
  const newer = [...finished].filter((name) => !known.includes(name));
  if (newer.length > 0)
    throw new Error(
      `The database is newer than this Latchkey (it has ${newer.join(", ")}). Start the version that was used last, or a later one.`,
    );
  return known.filter((name) => !finished.has(name));
}

async function readRecords(driver: Driver): Promise<Record<string, unknown>[]> {
  try {
    return await driver.query('SELECT "migration_name", "finished_at" FROM "_prisma_migrations" WHERE "rolled_back_at" IS NULL');
  } catch (error) {
    if (isMissingTable(error)) return [];
    throw new Error(driver.explain(error), { cause: error });
  }
}

/** An unfinished record is of a process that died or failed in the middle: its transaction is gone, so the migration counts as never begun. */
async function forgetUnfinished(driver: Driver): Promise<void> {
  await driver.query('DELETE FROM "_prisma_migrations" WHERE "finished_at" IS NULL').catch((error) => {
    if (!isMissingTable(error)) throw error;
  });
}

async function apply(driver: Driver, dir: string, known: readonly string[], pending: readonly string[]): Promise<void> {
  const { loadSchemaEngine, noFilters } = await import("./engine.js");
  const migrating = driver.openMigrating();
  try {
    const engine = await loadSchemaEngine(migrating.factory);
    try {
      await engine.applyMigrations({ migrationsList: await readMigrations(dir, known), filters: noFilters });
    } finally {
      engine.free();
    }
  } catch (error) {
    await forgetUnfinished(driver).catch(() => undefined);
    const failure = migrating.failure() ?? error;
    const line = saidBy(failure);
    if (/permission denied/.test(line)) throw new Error(driver.explain(failure), { cause: error });
    throw new Error(
      `Migrating the database failed (${pending.join(", ")}); what failed was undone. Start the version that was used last. The cause: ${line}`,
      { cause: error },
    );
  } finally {
    await migrating.close();
  }
}

async function readMigrations(dir: string, known: readonly string[]): Promise<MigrationList> {
  return {
    baseDir: dir,
    lockfile: { path: "migration_lock.toml", content: await readFile(join(dir, "migration_lock.toml"), "utf8") },
    shadowDbInitScript: "",
    migrationDirectories: await Promise.all(
      known.map(async (path) => ({
        path,
        migrationFile: {
          path: "migration.sql",
          content: { tag: "ok" as const, value: await readFile(join(dir, path, "migration.sql"), "utf8") },
        },
      })),
    ),
  };
}

/** In one line. An adapter's error keeps the database's own words inside. */
function saidBy(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { originalMessage } = (error.cause ?? {}) as { originalMessage?: string };
  // The engine's own errors go on with a trace of the engine, numbered from 0.
  const [said = ""] = (originalMessage ?? error.message).split(/\n {0,8}0: /);
  return said.replace(/\s+/g, " ").trim();
}

function isMissingTable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return error.message.includes("no such table") || ("code" in error && error.code === "42P01");
}
