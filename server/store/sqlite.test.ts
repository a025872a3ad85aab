import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "libsql";
import { afterAll, describe, expect, it, vi } from "vitest";
import { createLog } from "#server/log.ts";
import { openQuietly, storeContract } from "./contract.ts";
import { aUser, keyFor, person } from "./contract/rows.ts";
import type { Client } from "./database.ts";
import { openSqlite } from "./sqlite.ts";

const dir = mkdtempSync(join(tmpdir(), "latchkey-sqlite-"));
let made = 0;
const newPath = () => join(dir, `${++made}.db`);

afterAll(() => rmSync(dir, { recursive: true, force: true }));

describe("on SQLite", () => {
  storeContract(() => Promise.resolve(`file:${newPath()}`));

  describe("durability", () => {
    const expected = { journal_mode: "wal", synchronous: 2, fullfsync: 1, foreign_keys: 1, timeout: 100 };

    async function pragmas(client: Pick<Client, "$queryRawUnsafe">): Promise<Record<string, unknown>> {
      const rows: Record<string, unknown>[][] = [];
      for (const name of ["journal_mode", "synchronous", "fullfsync", "foreign_keys", "busy_timeout"]) {
        rows.push(await client.$queryRawUnsafe<Record<string, unknown>[]>(`PRAGMA ${name}`));
      }
      return Object.fromEntries(Object.entries(Object.assign({}, ...rows.flat())).map(([name, value]) => [name, value]));
    }

    it("is full on the connection in use: at first, in a transaction, after it and after one that failed", async () => {
      const driver = openSqlite({ databaseUrl: `file:${newPath()}`, log: createLog(() => undefined), deadlineMs: 60_000 });
      const client = await driver.loadClient();
      expect(await pragmas(client)).toEqual(expected);
      await client.$executeRaw`CREATE TABLE "T" ("a" TEXT PRIMARY KEY)`;
      await client.$transaction(async (transaction) => {
        await transaction.$executeRaw`INSERT INTO "T" VALUES ('1')`;
        expect(await pragmas(transaction)).toEqual(expected);
      });
      expect(await pragmas(client)).toEqual(expected);
      const twice = () => client.$executeRaw`INSERT INTO "T" VALUES ('1')`;
      await expect(client.$transaction([twice(), twice()])).rejects.toThrow();
      expect(await pragmas(client)).toEqual(expected);
      await driver.close(client);
    });

    it("leaves one file with everything in it when the store is closed", async () => {
      const path = newPath();
      const store = await openQuietly(`file:${path}`);
      const user = await person(store);
      await store.close();
      const copy = `${path}.copy`;
      writeFileSync(copy, readFileSync(path));
      const opened = await openQuietly(`file:${copy}`);
      expect(await opened.people.list()).toEqual([user]);
      await opened.close();
    });
  });

  describe("the file", () => {
    it("is readable by its owner only, and so is everything beside it", async () => {
      const before = process.umask(0);
      const folder = mkdtempSync(join(dir, "modes-"));
      try {
        const store = await openQuietly(`file:${join(folder, "latchkey.db")}`);
        await person(store);
        const modes = readdirSync(folder).map((name) => [name, (statSync(join(folder, name)).mode & 0o777).toString(8)]);
        expect(modes).toEqual(["latchkey.db", "latchkey.db-migration", "latchkey.db-shm", "latchkey.db-wal"].map((name) => [name, "600"]));
        await store.close();
      } finally {
        process.umask(before);
      }
    });

    it("may be in a folder with any name", async () => {
      const folder = join(dir, "a b%20c?d#é");
      mkdirSync(folder);
      const store = await openQuietly(`file:${folder}/latchkey.db`);
      await store.close();
      expect(readdirSync(folder)).toContain("latchkey.db");
    });

    it("that cannot be used is named at start, with the cure", async () => {
      const cases: [url: string, line: RegExp][] = [
        [
          `file:${dir}/missing/latchkey.db`,
          /^The folder of the database .*missing\/latchkey\.db does not exist\. Create it, or correct --database-url\.$/,
        ],
        [`file:${dir}`, /is a folder\. Name a file in --database-url\.$/],
        [`file:${notADatabase()}`, /is not an SQLite database\. Correct --database-url, or restore a backup\.$/],
        // Where even root may make no file.
        [
          "file:/sys/latchkey.db",
          /^The database \/sys\/latchkey\.db cannot be written\. Give this user the right to write it and its folder/,
        ],
        ["file:", /^--database-url: name a file/],
        ["mysql://localhost/x", /^--database-url: give file:<path> for SQLite or postgresql:/],
      ];
      for (const [url, line] of cases) await expect(openQuietly(url)).rejects.toThrow(line);
    });
  });

  describe("SEC-18 a database that does not answer", () => {
    it("is unavailable while another program keeps it locked, still readable, and well again afterwards", async () => {
      const path = newPath();
      const [store, reader] = [await openQuietly(`file:${path}`, 3_000), await openQuietly(`file:${path}`)];
      const key = await keyFor(reader, await person(reader));
      const locker = new Database(path);
      locker.exec("BEGIN IMMEDIATE");
      const write = store.people.create(aUser());
      expect((await reader.keys.find(key.id))?.key).toEqual(key);
      await expect(write).rejects.toMatchObject({ code: "unavailable", facts: { retryAfterSeconds: 2 } });
      await expect(store.keys.end({ id: key.id }, key.createdAt, "signed_out")).rejects.toMatchObject({ code: "unavailable" });
      expect((await reader.keys.find(key.id))?.key.revokedAt).toBeNull();
      locker.exec("ROLLBACK");
      const ended = await vi.waitFor(() => store.keys.end({ id: key.id }, key.createdAt, "signed_out"), 20_000);
      expect(ended).toEqual([key.id]);
      locker.close();
      await Promise.all([store.close(), reader.close()]);
    });

    it("is unavailable, never empty, after it was closed", async () => {
      const store = await openQuietly(`file:${newPath()}`);
      await store.close();
      await expect(store.keys.find("any")).rejects.toMatchObject({ code: "unavailable" });
      await expect(store.ping()).rejects.toMatchObject({ code: "unavailable" });
    });
  });
});

function notADatabase(): string {
  const path = newPath();
  writeFileSync(
    path,
    "This is a text file of more than a hundred bytes, which is what SQLite looks at before it says that it is no database. ".repeat(9),
  );
  return path;
}
