// @ts-check
/** Writes into the database of the pictures what time would have written: when each device signed in and was last used. */
import { join } from "node:path";
import Database from "libsql";
import { others, ownerSinceHours, signedInHours, tokens } from "./people.mjs";

const hourMs = 3_600_000;

/** The door must not run. @param {string} dataDir */
export function writePast(dataDir) {
  withDatabase(dataDir, (database, now) => {
    const session = database.prepare(
      `UPDATE "Key" SET "createdAt" = ?, "lastUsedAt" = ?, "expiresAt" = ? + "lifetimeSeconds" * 1000 WHERE "kind" = 'session' AND "userAgent" = ?`,
    );
    for (const { userAgent, signedInHours: hours, usedHours } of others) {
      const usedAt = now - usedHours * hourMs;
      session.run(now - hours * hourMs, usedAt, usedAt, userAgent);
    }
    database.prepare(`UPDATE "User" SET "createdAt" = ?`).run(now - ownerSinceHours * hourMs);
    const own = database.prepare(`UPDATE "Key" SET "createdAt" = ? WHERE "kind" = 'session' AND "userAgent" = ?`);
    for (const [userAgent, hours] of signedInHours) own.run(now - hours * hourMs, userAgent);
    const token = database.prepare(
      `UPDATE "Key" SET "createdAt" = ?, "lastUsedAt" = ?, "expiresAt" = ? + "lifetimeSeconds" * 1000 WHERE "kind" = 'token' AND "name" = ?`,
    );
    for (const { name, madeHours, usedHours } of tokens) {
      const madeAt = now - madeHours * hourMs;
      token.run(madeAt, now - usedHours * hourMs, madeAt, name);
    }
  });
}

/** Adds `count` sessions, copies of the oldest. @param {string} dataDir @param {number} count */
export function crowd(dataDir, count) {
  withDatabase(dataDir, (database, now) => {
    const names = /** @type {{name: string}[]} */ (database.prepare(`PRAGMA table_info("Key")`).all()).map(({ name }) => name);
    const kept = names.filter((name) => !["id", "lastUsedAt", "deviceId"].includes(name)).map((name) => `"${name}"`);
    const copy = database.prepare(
      `INSERT INTO "Key" ("id", "lastUsedAt", ${kept}) SELECT ?, ?, ${kept} FROM "Key" WHERE "kind" = 'session' ORDER BY "createdAt" LIMIT 1`,
    );
    for (let index = 0; index < count; index += 1) copy.run(`crowd${String(index).padStart(11, "0")}`, now - index * hourMs);
  });
}

/** @param {string} dataDir @param {(database: InstanceType<typeof Database>, now: number) => void} work */
function withDatabase(dataDir, work) {
  const database = new Database(join(dataDir, "latchkey.db"), { timeout: 5_000 });
  try {
    work(database, Date.now());
  } finally {
    database.close();
  }
}
