/** SQLite through Prisma's libSQL adapter: one file, one connection, write-ahead log, and every commit on the disk before it is answered. */
import { closeSync, openSync } from "node:fs";
import { resolve } from "node:path";
import { PrismaLibSql } from "@prisma/adapter-libsql";
import type { Driver, DriverOptions, Migrating } from "./database.ts";
import { migratingWith } from "./database.ts";
import type { LibSqlClient } from "./sqlite-connection.ts";
import { connectSqlite } from "./sqlite-connection.ts";

/** Milliseconds that SQLite itself waits for a lock, during which this process does nothing else; beyond that the wait is ours. */
const busyTimeoutMs = 100;

/**
 * `synchronous` FULL syncs the log at every commit (WAL's usual NORMAL can lose the last ones in a power cut); `fullfsync` makes a sync
 * reach the platter on macOS.
 */
const pragmas = `
  PRAGMA busy_timeout = ${busyTimeoutMs};
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = FULL;
  PRAGMA fullfsync = ON;
  PRAGMA checkpoint_fullfsync = ON;
  PRAGMA foreign_keys = ON;
  PRAGMA journal_size_limit = 67108864;`;

/**
 * The driver for `file:<path>`. Creates the file, readable by its owner only; SQLite gives its -wal and -shm files the same mode.
 * Throws an Error with one line that names the cure.
 */
export function openSqlite({ databaseUrl, deadlineMs }: DriverOptions): Driver {
  const path = pathOf(databaseUrl);
  createFile(path);
  const adapterFactory = new SteadyLibSql(path, { patienceMs: 0.8 * deadlineMs });
  return {
    dialect: "sqlite",
    adapterFactory,
    async loadClient() {
      const { PrismaClient } = await import("./generated/sqlite/client.ts");
      return new PrismaClient({ adapter: adapterFactory, transactionOptions: { maxWait: deadlineMs, timeout: deadlineMs } });
    },
    async query(sql) {
      const connection = connectSqlite(path, { pragmas, busyTimeoutMs, patienceMs: 10_000 });
      try {
        const { columns, rows } = await connection.execute({ sql, args: [] });
        return rows.map((row) => Object.fromEntries(columns.map((column, i) => [column, row[i]])));
      } finally {
        connection.close();
      }
    },
    openMigrating: () => openMigrating(path),
    withMigrationLock: (work) => withFileLock(`${path}-migration`, work),
    explain: (error) => explainSqlite(error, path),
    // Another process on the file is heard of by polling alone.
    listen: () => Promise.resolve({ close: () => Promise.resolve() }),
    async close(client) {
      // Empties the log into the file, so that a stopped door's database is one file.
      await client?.$queryRawUnsafe("PRAGMA wal_checkpoint(TRUNCATE)").catch(() => undefined);
      await client?.$disconnect();
    },
  };
}

/** The adapter over our own connection. */
class SteadyLibSql extends PrismaLibSql {
  readonly #path: string;
  readonly #patienceMs: number;

  constructor(path: string, { patienceMs }: { patienceMs: number }) {
    super({ url: "file:" });
    this.#path = path;
    this.#patienceMs = patienceMs;
  }

  override createClient(): LibSqlClient {
    return connectSqlite(this.#path, { pragmas, busyTimeoutMs, patienceMs: this.#patienceMs });
  }
}

/** Each migration is one transaction. Foreign keys are off meanwhile, or rebuilding a table would delete what refers to it. */
function openMigrating(path: string): Migrating {
  const factory = new SteadyLibSql(path, { patienceMs: 60_000 });
  return migratingWith(factory, "strftime('%Y-%m-%dT%H:%M:%fZ', 'now')", async (adapter) => {
    const run = adapter.executeScript.bind(adapter);
    await run("PRAGMA foreign_keys = OFF");
    return (script) => run(`BEGIN IMMEDIATE;\n${script}\nCOMMIT;`);
  });
}

/** The lock is SQLite's own on a file beside the database: the kernel lets go of it when its holder dies. */
async function withFileLock<T>(path: string, work: () => Promise<T>): Promise<T> {
  createFile(path);
  const lock = connectSqlite(path, { pragmas: "", busyTimeoutMs, patienceMs: 120_000 });
  const holding = await lock.transaction();
  try {
    return await work();
  } finally {
    await holding.rollback();
    lock.close();
  }
}

function pathOf(databaseUrl: string): string {
  const path = databaseUrl.replace(/^file:(?:\/\/(?=\/))?/, "");
  if (path === "" || path === ":memory:") throw new Error("--database-url: name a file, such as file:/var/lib/latchkey/latchkey.db.");
  return resolve(path);
}

function createFile(path: string): void {
  try {
    closeSync(openSync(path, "a", 0o600));
  } catch (error) {
    throw new Error(explainSqlite(error, path), { cause: error });
  }
}

function explainSqlite(error: unknown, path: string): string {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  const message = `${code} ${error instanceof Error ? error.message : String(error)}`.trim();
  const is = (...signs: string[]) => signs.some((sign) => message.includes(sign));
  if (is("ENOENT", "ENOTDIR")) return `The folder of the database ${path} does not exist. Create it, or correct --database-url.`;
  if (is("EISDIR")) return `${path} is a folder. Name a file in --database-url.`;
  if (is("EACCES", "EPERM", "EROFS", "SQLITE_CANTOPEN", "unable to open", "SQLITE_READONLY", "readonly"))
    return `The database ${path} cannot be written. Give this user the right to write it and its folder, or correct --database-url.`;
  if (is("SQLITE_NOTADB", "not a database")) return `${path} is not an SQLite database. Correct --database-url, or restore a backup.`;
  if (is("SQLITE_CORRUPT", "malformed")) return `The database ${path} is damaged. Restore a backup.`;
  if (is("SQLITE_FULL", "ENOSPC")) return `The disk of the database ${path} is full. Free some space.`;
  if (is("SQLITE_BUSY", "SocketTimeout", "database is locked"))
    return `The database ${path} is locked by another program. End it and start again.`;
  return `The database ${path} cannot be used: ${message}`;
}
