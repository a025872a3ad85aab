/**
 * One SQLite connection that stays the same and stays usable, in the shape that Prisma's libSQL adapter wants.
 *
 * Not `@libsql/client`, which opens a second connection after every transaction (pragmas set on the one do not hold on the other) and lets a
 * statement that met a lock hang in the air: every later commit on the connection then fails with "SQL statements in progress". Here a
 * transaction runs on the one connection (the adapter lets nothing else through meanwhile), and every write takes the lock first, by exec,
 * which leaves nothing behind.
 */
import { existsSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import type { PrismaLibSql } from "@prisma/adapter-libsql";
import Database from "libsql";

/** What the adapter calls its client. */
export type LibSqlClient = ReturnType<PrismaLibSql["createClient"]>;
type Transaction = Awaited<ReturnType<LibSqlClient["transaction"]>>;

interface Query {
  sql: string;
  args: unknown[];
}

interface Prepared {
  statement: Database.Statement;
  /** Null for a statement that returns no rows. */
  columns: { names: string[]; types: string[] } | null;
}

export interface ConnectionOptions {
  /** Run on every connection that is opened. */
  pragmas: string;
  /** Milliseconds that SQLite itself waits for a lock; this process does nothing else meanwhile. */
  busyTimeoutMs: number;
  /** Milliseconds that a lock of another process is waited for all in all; then the error is SQLITE_BUSY. */
  patienceMs: number;
}

/** Statements kept prepared; there are some 40 different ones. */
const cacheSize = 200;

/** Opens the file, which exists, at its first use. After an error of the file itself the next statement opens it anew. */
export function connectSqlite(path: string, { pragmas, busyTimeoutMs, patienceMs }: ConnectionOptions): LibSqlClient {
  let database: Database.Database | null = null;
  let inTransaction = false;
  const cache = new Map<string, Prepared>();

  function open(): Database.Database {
    if (database !== null) return database;
    // SQLite would make a new, empty database where a volume is not mounted.
    if (!existsSync(path)) throw Object.assign(new Error(`unable to open ${path}: it is gone`), { code: "SQLITE_CANTOPEN", rawCode: 14 });
    const opened = new Database(path, { timeout: busyTimeoutMs });
    database = opened;
    try {
      opened.exec(pragmas);
    } catch (error) {
      close();
      throw error;
    }
    return opened;
  }
  function close() {
    cache.clear();
    database?.close();
    database = null;
    inTransaction = false;
  }
  /** Runs one step at once; an error of the file drops the connection. */
  function step<T>(work: (database: Database.Database) => T): T {
    try {
      return work(open());
    } catch (error) {
      if (fileErrors.includes(baseCode(error))) close();
      throw error;
    }
  }
  async function patiently<T>(work: (database: Database.Database) => T): Promise<T> {
    const until = performance.now() + patienceMs;
    for (;;) {
      try {
        return step(work);
      } catch (error) {
        if (baseCode(error) !== sqliteBusy || performance.now() >= until) throw error;
      }
      await sleep(5 + Math.random() * 20);
    }
  }
  function run({ sql, args: given }: Query) {
    // SQLite has no booleans, and the native binding ends the process when it is handed one.
    const args = given.map((value) => (typeof value === "boolean" ? Number(value) : value));
    const prepared = cache.get(sql) ?? prepare(open(), sql);
    // Taken out while it runs: after an error it does not come back.
    cache.delete(sql);
    const { statement, columns } = prepared;
    const rows = columns === null ? [] : statement.all(args);
    const rowsAffected = columns === null ? statement.run(args).changes : 0;
    if (cache.size >= cacheSize) cache.clear();
    cache.set(sql, prepared);
    return { columns: columns?.names ?? [], columnTypes: columns?.types ?? [], rows, rowsAffected };
  }
  const begin = () => patiently((at) => at.exec("BEGIN IMMEDIATE"));
  /** What fails to commit is rolled back, or the only connection would stay in its transaction. */
  function finish(sql: "COMMIT" | "ROLLBACK") {
    inTransaction = false;
    try {
      step((at) => at.exec(sql));
    } catch (error) {
      rollBack();
      throw error;
    }
  }
  function rollBack() {
    try {
      if (database?.inTransaction) database.exec("ROLLBACK");
    } catch {
      close();
    }
  }

  async function execute(query: Query) {
    if (inTransaction) return step(() => run(query));
    if (readsOnly.test(query.sql)) return patiently(() => run(query));
    await begin();
    try {
      const result = step(() => run(query));
      finish("COMMIT");
      return result;
    } catch (error) {
      rollBack();
      throw error;
    }
  }
  async function executeMultiple(script: string) {
    try {
      await patiently((at) => at.exec(script));
    } catch (error) {
      rollBack();
      throw error;
    }
  }
  // Immediate whatever is asked for: a transaction that begins by reading cannot wait for another writer, it fails at once.
  async function transaction() {
    await begin();
    inTransaction = true;
    const ending = (sql: "COMMIT" | "ROLLBACK") => () => Promise.resolve().then(() => finish(sql));
    return { execute, commit: ending("COMMIT"), rollback: ending("ROLLBACK") } as unknown as Transaction;
  }
  return { execute, executeMultiple, transaction, close } as unknown as LibSqlClient;
}

function prepare(database: Database.Database, sql: string): Prepared {
  const statement = database.prepare(sql);
  if (!statement.reader) return { statement, columns: null };
  const columns = statement.raw(true).columns();
  return { statement, columns: { names: columns.map(({ name }) => name), types: columns.map(({ type }) => type ?? "") } };
}

/** May run without the writer's lock. All that Prisma and this room write begin with another word. */
const readsOnly = /^\s*(?:\/\*[^*]*\*\/\s*)?(?:SELECT|PRAGMA)\b/i;

const sqliteBusy = 5;
/** READONLY, IOERR, CORRUPT, CANTOPEN, NOTADB: the file, or the way to it, is not what it was when it was opened. */
const fileErrors: readonly number[] = [8, 10, 11, 14, 26];

/** SQLite's primary result code (https://sqlite.org/rescode.html), 0 when it is not SQLite's error. */
function baseCode(error: unknown): number {
  return error instanceof Error && "rawCode" in error && typeof error.rawCode === "number" ? error.rawCode & 0xff : 0;
}
