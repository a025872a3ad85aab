// @ts-check
/** An SQLite file opened with the driver that is there anyway: libSQL's, under Prisma's adapter. Same interface as better-sqlite3. */
import { createRequire } from "node:module";

/** @typedef {{exec(sql: string): void, prepare(sql: string): any, close(): void}} SqliteFile */

/** Creates the file when it is not there. @param {string} path @returns {SqliteFile} */
export function openSqliteFile(path) {
  const here = createRequire(import.meta.url);
  const adapter = createRequire(here.resolve("@prisma/adapter-libsql"));
  const Database = createRequire(adapter.resolve("@libsql/client"))("libsql");
  const file = new Database(path);
  file.exec("PRAGMA journal_mode = WAL");
  return file;
}
