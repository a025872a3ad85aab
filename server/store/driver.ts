/** Chooses the database by its URL, and loads only what that one needs. */
import type { Driver, DriverOptions } from "./database.ts";

/** Throws an Error with one line that names the cure when the URL or the file cannot be right; connects to nothing yet. */
export async function openDriver(options: DriverOptions): Promise<Driver> {
  if (options.databaseUrl.startsWith("file:")) return (await import("./sqlite.ts")).openSqlite(options);
  if (/^postgres(?:ql)?:\/\//.test(options.databaseUrl)) return (await import("./postgresql.ts")).openPostgresql(options);
  throw new Error("--database-url: give file:<path> for SQLite or postgresql://<user>:<password>@<host>/<database>.");
}
