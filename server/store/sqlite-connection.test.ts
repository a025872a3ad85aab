import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "libsql";
import { afterAll, describe, expect, it } from "vitest";
import { connectSqlite } from "./sqlite-connection.ts";

const dir = mkdtempSync(join(tmpdir(), "latchkey-connection-"));
let made = 0;
function newPath(): string {
  const path = join(dir, `${++made}.db`);
  writeFileSync(path, "");
  return path;
}
const options = { pragmas: "PRAGMA synchronous = EXTRA;", busyTimeoutMs: 20, patienceMs: 300 };

afterAll(() => rmSync(dir, { recursive: true, force: true }));

describe("the SQLite connection", () => {
  it("opens the file anew, pragmas included, when it was damaged and put back", async () => {
    const path = newPath();
    const connection = connectSqlite(path, options);
    await connection.executeMultiple("CREATE TABLE T (a); INSERT INTO T VALUES (1);");
    connection.close();
    const good = readFileSync(path);
    writeFileSync(path, "no database ".repeat(1_000));
    await expect(connection.execute({ sql: "SELECT a FROM T", args: [] })).rejects.toThrow(/not a database/);
    await expect(connection.execute({ sql: "INSERT INTO T VALUES (2)", args: [] })).rejects.toThrow(/not a database/);
    writeFileSync(path, good);
    expect((await connection.execute({ sql: "SELECT a FROM T", args: [] })).rows).toEqual([[1]]);
    expect((await connection.execute({ sql: "PRAGMA synchronous", args: [] })).rows).toEqual([[3]]);
    connection.close();
  });

  it("writes a boolean as SQLite has it, instead of ending the process", async () => {
    const connection = connectSqlite(newPath(), options);
    const { rows } = await connection.execute({ sql: "SELECT ?, ?", args: [true, false] });
    expect(rows).toEqual([[1, 0]]);
    connection.close();
  });

  it("waits for a file that is gone to come back, and makes no empty one in its place", async () => {
    const path = newPath();
    const connection = connectSqlite(path, options);
    await connection.executeMultiple("CREATE TABLE T (a); INSERT INTO T VALUES (1);");
    connection.close();
    renameSync(path, `${path}.away`);
    await expect(connection.execute({ sql: "SELECT a FROM T", args: [] })).rejects.toMatchObject({ rawCode: 14 });
    expect(existsSync(path)).toBe(false);
    renameSync(`${path}.away`, path);
    expect((await connection.execute({ sql: "SELECT a FROM T", args: [] })).rows).toEqual([[1]]);
    connection.close();
  });

  it("leaves nothing in the air after it met a lock: later transactions commit", async () => {
    const path = newPath();
    const connection = connectSqlite(path, options);
    await connection.executeMultiple("CREATE TABLE T (a);");
    const locker = new Database(path);
    locker.exec("BEGIN IMMEDIATE");
    await expect(connection.execute({ sql: "INSERT INTO T VALUES (1) RETURNING a", args: [] })).rejects.toMatchObject({ rawCode: 5 });
    await expect(connection.transaction()).rejects.toMatchObject({ rawCode: 5 });
    locker.exec("ROLLBACK");
    const transaction = await connection.transaction();
    await transaction.execute({ sql: "INSERT INTO T VALUES (2)", args: [] });
    await transaction.commit();
    expect((await connection.execute({ sql: "SELECT a FROM T", args: [] })).rows).toEqual([[2]]);
    locker.close();
    connection.close();
  });

  it("undoes a write that fails, and a transaction that cannot commit", async () => {
    const connection = connectSqlite(newPath(), options);
    await connection.executeMultiple(`
      CREATE TABLE P (a INTEGER PRIMARY KEY);
      CREATE TABLE C (p INTEGER REFERENCES P (a) DEFERRABLE INITIALLY DEFERRED);
      PRAGMA foreign_keys = ON;`);
    await expect(connection.execute({ sql: "INSERT INTO P VALUES (1), (1)", args: [] })).rejects.toThrow(/UNIQUE/);
    const transaction = await connection.transaction();
    await transaction.execute({ sql: "INSERT INTO C VALUES (7)", args: [] });
    await expect(transaction.commit()).rejects.toThrow(/FOREIGN KEY/);
    expect((await connection.execute({ sql: "SELECT (SELECT count(*) FROM P), (SELECT count(*) FROM C)", args: [] })).rows).toEqual([
      [0, 0],
    ]);
    await connection.execute({ sql: "INSERT INTO P VALUES (?)", args: [1_800_000_000_000] });
    expect((await connection.execute({ sql: "SELECT a FROM P", args: [] })).rows).toEqual([[1_800_000_000_000]]);
    connection.close();
  });
});
