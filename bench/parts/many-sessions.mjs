// @ts-check
/** A door's database with very many sessions in it, put there by plain SQL while no server runs. */
import { createHash } from "node:crypto";
import { join } from "node:path";
import { openSqliteFile } from "./sqlite-file.mjs";

const peopleCount = 1_000;

/**
 * Adds sessions of a thousand people to the database of a data directory, which a server has set up before.
 * @param {string} dataDir
 * @param {number} count
 * @returns {string[]} the first of them as bearer tokens
 */
export function addSessions(dataDir, count) {
  const file = openSqliteFile(join(dataDir, "latchkey.db"));
  const now = Date.now();
  const secret = "s".repeat(32);
  const secretHash = createHash("sha256").update(secret).digest("hex");
  const agent = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36";
  const idOf = (/** @type {string} */ kind, /** @type {number} */ index) => kind + String(index).padStart(15, "0");
  file.exec("BEGIN");
  const person = file.prepare(
    'INSERT INTO "User" ("id", "email", "name", "role", "passwordHash", "createdAt", "changedAt") VALUES (?, ?, ?, ?, ?, ?, ?)',
  );
  for (let index = 0; index < peopleCount; index += 1)
    person.run(idOf("p", index), `person${index}@example.com`, `person${index}`, "member", "", now - 1e9, now - 1e9);
  const key = file.prepare(
    `INSERT INTO "Key" ("id", "userId", "kind", "name", "scopes", "secretHash", "lifetimeSeconds", "createdAt", "lastUsedAt", "expiresAt", "ip", "userAgent")
     VALUES (?, ?, 'session', 'Chrome on Linux', 'all', ?, 2592000, ?, ?, ?, '192.0.2.1', ?)`,
  );
  // Used within the last half hour, so that no check writes a use down.
  for (let index = 0; index < count; index += 1) {
    const usedAt = now - ((index * 7919) % 1_800_000);
    key.run(idOf("k", index), idOf("p", index % peopleCount), secretHash, usedAt, usedAt, usedAt + 2_592_000_000, agent);
  }
  file.exec("COMMIT");
  file.close();
  return Array.from({ length: Math.min(count, 10_000) }, (_, index) => `lk_${idOf("k", index)}_${secret}`);
}
