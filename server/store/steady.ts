/**
 * One SQLite connection that stays the same and stays usable, in the shape that Prisma's libSQL adapter wants.
 *
 * libSQL's own client opens a second connection after every transaction and leaves the first one open: pragmas set on the one do not hold on
 * the other. Here a transaction runs on the one connection; the adapter lets nothing else through meanwhile.
 */
import type { PrismaLibSql } from "@prisma/adapter-libsql";
import { setTimeout as sleep } from "node:timers/promises";

export type LibSqlClient = ReturnType<PrismaLibSql["createClient"]>;
type Statement = Parameters<LibSqlClient["execute"]>[0];
type Transaction = Awaited<ReturnType<LibSqlClient["transaction"]>>;

/**
 * Wraps a client. A database that another process has locked is waited for without holding up this process, up to `patienceMs`;
 * then the error is SQLITE_BUSY. After an error of the file itself the next statement opens it anew.
 */
export function steadyClient(inner: LibSqlClient, { pragmas, patienceMs }: { pragmas: string; patienceMs: number }): LibSqlClient {
  let broken = false;
  let inTransaction = false;

  const run = async <T>(work: () => Promise<T>): Promise<T> => {
    if (broken && !inTransaction) {
      await Promise.resolve(inner.reconnect());
      await inner.executeMultiple(pragmas);
      broken = false;
    }
    try {
      return inTransaction ? await work() : await waitWhileBusy(work, patienceMs);
    } catch (error) {
      broken ||= isFileError(error);
      throw error;
    }
  };
  const end = async (sql: "COMMIT" | "ROLLBACK") => {
    try {
      await inner.execute(sql);
    } catch (error) {
      broken ||= isFileError(error);
      // A commit that failed leaves the transaction open, and with it the only connection.
      if (sql === "COMMIT") await inner.execute("ROLLBACK").catch(() => undefined);
      throw error;
    } finally {
      inTransaction = false;
    }
  };

  const client = {
    protocol: inner.protocol,
    get closed() {
      return inner.closed;
    },
    execute: (statement: Statement) => run(() => inner.execute(statement)),
    executeMultiple: (sql: string) => run(() => inner.executeMultiple(sql)),
    // Immediate whatever is asked for: a transaction that begins by reading cannot wait for another writer, it fails at once.
    async transaction(): Promise<Transaction> {
      await run(() => inner.execute("BEGIN IMMEDIATE"));
      inTransaction = true;
      const transaction = {
        get closed() {
          return !inTransaction;
        },
        execute: (statement: Statement) => run(() => inner.execute(statement)),
        commit: () => end("COMMIT"),
        rollback: () => end("ROLLBACK"),
        close: () => undefined,
      };
      return transaction as Transaction;
    },
    close: () => inner.close(),
  };
  return client as LibSqlClient;
}

async function waitWhileBusy<T>(work: () => Promise<T>, patienceMs: number): Promise<T> {
  const until = performance.now() + patienceMs;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (baseCode(error) !== sqliteBusy || performance.now() >= until) throw error;
    }
    await sleep(5 + Math.random() * 20);
  }
}

const sqliteBusy = 5;
/** READONLY, IOERR, CORRUPT, CANTOPEN, NOTADB: the file, or the way to it, is not what it was when it was opened. */
const fileErrors: readonly number[] = [8, 10, 11, 14, 26];

function isFileError(error: unknown): boolean {
  return fileErrors.includes(baseCode(error));
}

/** SQLite's primary result code (https://sqlite.org/rescode.html), 0 when it is not SQLite's error. */
function baseCode(error: unknown): number {
  return error instanceof Error && "rawCode" in error && typeof error.rawCode === "number" ? error.rawCode & 0xff : 0;
}
