/** SQLite through Prisma's libSQL adapter: one file, one connection, write-ahead log, and every commit on the disk before it is answered. */
import { closeSync, openSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { PrismaLibSql } from "@prisma/adapter-libsql";
import type { SqlDriverAdapter } from "@prisma/driver-adapter-utils";
import type { Driver, Migrating } from "./database.ts";
import { migratingWith } from "./database.ts";
import type { LibSqlClient } from "./steady.ts";
import { steadyClient } from "./steady.ts";

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
export function openSqlite(databaseUrl: string): Driver {
  const path = pathOf(databaseUrl);
  createFile(path);
  const adapterFactory = new SteadyLibSql(path, { patienceMs: 2_500 });
  return {
    dialect: "sqlite",
    adapterFactory,
    async loadClient() {
      const { PrismaClient } = await import("./generated/sqlite/client.ts");
      return new PrismaClient({ adapter: adapterFactory, transactionOptions: { maxWait: 5_000, timeout: 5_000 } });
    },
    async query(sql) {
      const adapter = await adapterFactory.connect();
      try {
        const { columnNames, rows } = await adapter.queryRaw({ sql, args: [], argTypes: [] });
        return rows.map((row) => Object.fromEntries(row.map((value, i) => [columnNames[i] ?? i, value])));
      } finally {
        await adapter.dispose();
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

class SteadyLibSql extends PrismaLibSql {
  readonly #patienceMs: number;

  constructor(path: string, { patienceMs }: { patienceMs: number }) {
    super({ url: libSqlUrl(path), timeout: busyTimeoutMs });
    this.#patienceMs = patienceMs;
  }

  override createClient(config: Parameters<PrismaLibSql["createClient"]>[0]): LibSqlClient {
    return steadyClient(super.createClient(config), { pragmas, patienceMs: this.#patienceMs });
  }

  override async connect(): Promise<SqlDriverAdapter> {
    const adapter = await super.connect();
    await adapter.executeScript(pragmas);
    return adapter;
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
  const inner = new PrismaLibSql({ url: libSqlUrl(path) }).createClient({ url: libSqlUrl(path), timeout: busyTimeoutMs });
  const lock = steadyClient(inner, { pragmas: "", patienceMs: 120_000 });
  try {
    await lock.execute("BEGIN EXCLUSIVE");
    try {
      return await work();
    } finally {
      // Closing alone would let go only when the garbage collector comes by.
      await lock.execute("ROLLBACK");
    }
  } finally {
    lock.close();
  }
}

function pathOf(databaseUrl: string): string {
  const path = databaseUrl.replace(/^file:(?:\/\/(?=\/))?/, "");
  if (path === "" || path === ":memory:") throw new Error("--database-url: name a file, such as file:/var/lib/latchkey/latchkey.db.");
  return resolve(path);
}

/** libSQL decodes percent signs and stops at `?` and `#`, so the path goes in encoded. */
function libSqlUrl(path: string): string {
  return pathToFileURL(path).href;
}

function createFile(path: string): void {
  try {
    closeSync(openSync(path, "a", 0o600));
  } catch (error) {
    throw new Error(explainSqlite(error, path), { cause: error });
  }
}

function explainSqlite(error: unknown, path: string): string {
  const message = error instanceof Error ? error.message : String(error);
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
