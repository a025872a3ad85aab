// @ts-check
/** The session check on PostgreSQL with a million keys in it, against the same with a thousand. */
import { createHash } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { startPostgres } from "../parts/postgres.mjs";
import { measureInTurns, median, medianRatio, timePerCallUs } from "../parts/rounds.mjs";
import { loadSource, openRoom } from "../parts/session-room.mjs";
import { microseconds } from "../parts/table.mjs";

const fewCount = 1_000;
const peopleCount = 1_000;
/** Of each round. */
const coldCalls = 100;

/**
 * @param {{quick: boolean}} options
 * @returns {Promise<import("../parts/table.mjs").Found>}
 */
export async function measureKeys({ quick }) {
  const manyCount = quick ? 100_000 : 1_000_000;
  const source = await loadSource();
  const [few, many] = [await openFull(source, fewCount), await openFull(source, manyCount)];
  try {
    const us = await measureInTurns(
      {
        warmFew: () => timePerCallUs(2_000, (index) => few.check(index % 100)),
        warmMany: () => timePerCallUs(2_000, (index) => many.check(index % 100)),
        coldFew: () => few.checkAnew(),
        coldMany: () => many.checkAnew(),
      },
      { rounds: quick ? 5 : 25, warmUpRounds: 2 },
    );
    const [manyText, fewText] = [manyCount, fewCount].map((count) => count.toLocaleString("en-US"));
    const row = (/** @type {string} */ what, /** @type {keyof typeof us} */ ours, /** @type {keyof typeof us} */ theirs) => ({
      what,
      measured: microseconds(median(us[ours])),
      against: `${fewText} keys: ${microseconds(median(us[theirs]))}`,
      ratio: medianRatio(us[ours], us[theirs]),
    });
    return {
      rows: [
        { ...row(`Session check, warm, ${manyText} keys in PostgreSQL`, "warmMany", "warmFew"), short: true },
        { ...row(`Session check, cold (one query), ${manyText} keys in PostgreSQL`, "coldMany", "coldFew"), short: true },
      ],
      notes: [
        "Bearer tokens of keys that are spread over the whole table; a cold check is the first of a key in this process, over TCP on this machine. PostgreSQL as it comes, with every commit on disk.",
      ],
    };
  } finally {
    await few.close();
    await many.close();
  }
}

/** @param {Awaited<ReturnType<typeof loadSource>>} source @param {number} count */
async function openFull(source, count) {
  const postgres = await startPostgres();
  const dataDir = mkdtempSync(join(tmpdir(), "latchkey-bench-keys-"));
  const { openFresh, close } = await openRoom(source, dataDir, postgres.url);
  await fill(postgres.url, count);
  const room = await openFresh();
  const tokenOf = (/** @type {number} */ index) => `lk_${idOf("k", (index * 7919) % count)}_${secret}`;
  const check = async (/** @type {any} */ where, /** @type {number} */ index) => {
    const verdict = await where.sessions.check({ authorization: `Bearer ${tokenOf(index)}` });
    if (!verdict.ok) throw new Error("Latchkey does not know its own key.");
  };
  let next = 0;
  return {
    check: (/** @type {number} */ index) => check(room, index),
    async checkAnew() {
      const fresh = await openFresh();
      const us = await timePerCallUs(coldCalls, () => check(fresh, next++));
      await fresh.close();
      return us;
    },
    async close() {
      await room.close();
      await close();
      await postgres.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

const secret = "s".repeat(32);

/** @param {string} kind @param {number} index */
function idOf(kind, index) {
  return kind + String(index).padStart(15, "0");
}

/** Written by PostgreSQL itself, in its own program. @param {string} url @param {number} count */
async function fill(url, count) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const hash = createHash("sha256").update(secret).digest("hex");
  const now = Date.now();
  await client.query(
    `INSERT INTO "User" ("id", "email", "name", "role", "passwordHash", "createdAt", "changedAt")
     SELECT 'p' || lpad(i::text, 15, '0'), 'person' || i || '@example.com', 'person' || i, 'member', '', $1::bigint, $1::bigint
     FROM generate_series(0, ${peopleCount - 1}) AS i`,
    [now - 1e9],
  );
  await client.query(
    `INSERT INTO "Key" ("id", "userId", "kind", "name", "scopes", "secretHash", "lifetimeSeconds", "createdAt", "lastUsedAt", "expiresAt", "ip", "userAgent")
     SELECT 'k' || lpad(i::text, 15, '0'), 'p' || lpad((i % ${peopleCount})::text, 15, '0'), 'token', 'A program', 'all', $1, 2592000,
       $2::bigint, $2::bigint, $2::bigint + 2592000000, '192.0.2.1', ''
     FROM generate_series(0, ${count - 1}) AS i`,
    [hash, now],
  );
  await client.query("ANALYZE");
  await client.end();
}
