// @ts-check
/** What it costs to know who is calling: Latchkey's check against better-auth's and against iron-session's unsealing alone. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { person } from "../parts/door.mjs";
import { addSessions } from "../parts/many-sessions.mjs";
import { openBetterAuth, openIronSession } from "../parts/peers.mjs";
import { measureInTurns, median, medianRatio, timePerCallUs } from "../parts/rounds.mjs";
import { loadSource, openRoom } from "../parts/session-room.mjs";
import { aimOfRatio, megabytes, microseconds } from "../parts/table.mjs";

/** @typedef {import("../parts/table.mjs").Row} Row */

const sessionCount = 100;
const allCount = 100_000;
const rememberedCount = 5_000;

/**
 * @param {{quick: boolean}} options
 * @returns {Promise<import("../parts/table.mjs").Found>}
 */
export async function measureCheck({ quick }) {
  const manyCount = quick ? 10_000 : allCount;
  const dir = mkdtempSync(join(tmpdir(), "latchkey-bench-check-"));
  const source = await loadSource();
  const few = await openSignedIn(source, join(dir, "few"), 0);
  const many = await openSignedIn(source, join(dir, "many"), manyCount);
  const betterAuth = await openBetterAuth(dir, { cookieCache: false });
  const betterAuthCached = await openBetterAuth(dir, { cookieCache: true });
  const ironSession = await openIronSession();
  try {
    const us = await measureInTurns(
      {
        warm: () => timePerCallUs(2_000, () => few.check(0)),
        warmAll: () => timePerCallUs(2_000, (index) => few.check(index % sessionCount)),
        warmMany: () => timePerCallUs(2_000, (index) => many.check(index % sessionCount)),
        forgotten: () => timePerCallUs(50, () => few.checkForgotten()),
        cold: () => few.checkAllAnew(),
        coldMany: () => many.checkAllAnew(),
        betterAuth: () => timePerCallUs(50, betterAuth.check),
        betterAuthCached: () => timePerCallUs(50, betterAuthCached.check),
        ironSession: () => timePerCallUs(50, ironSession.check),
      },
      { rounds: quick ? 5 : 25, warmUpRounds: quick ? 2 : 4 },
    );
    /** @typedef {keyof typeof us} Name */
    const row = (/** @type {string} */ what, /** @type {Name} */ ours, /** @type {string} */ peer, /** @type {Name} */ theirs) => ({
      what,
      measured: microseconds(median(us[ours])),
      against: `${peer}: ${microseconds(median(us[theirs]))}`,
      ratio: medianRatio(us[ours], us[theirs]),
    });
    const aimed = (/** @type {ReturnType<typeof row>} */ each) => ({
      ...each,
      aim: aimOfRatio(each.ratio, { atMost: 1 / 50 }),
      short: true,
    });
    const manyText = manyCount.toLocaleString("en-US");
    const rows = [
      aimed(row("Session check, warm", "warm", "better-auth `getSession`, SQLite", "betterAuth")),
      aimed(row("Session check, warm", "warm", "iron-session unseal alone", "ironSession")),
      row("Session check, warm", "warm", "better-auth with its cookie cache", "betterAuthCached"),
      row(`Warm, ${sessionCount} sessions in turn`, "warmAll", "better-auth `getSession`, SQLite", "betterAuth"),
      row("Not asked for 4 s (one query)", "forgotten", "better-auth `getSession`, SQLite", "betterAuth"),
      row("Cold (unseal and one query)", "cold", "better-auth `getSession`, SQLite", "betterAuth"),
      row(`Warm, ${manyText} sessions stored`, "warmMany", `${sessionCount} stored`, "warmAll"),
      row(`Cold, ${manyText} sessions stored`, "coldMany", `${sessionCount} stored`, "cold"),
      await many.measureRemembered(),
    ];
    return {
      rows,
      notes: [
        "Processor time of one call inside of one process, no HTTP. better-auth on libSQL's driver, with write-ahead log, as Latchkey itself.",
      ],
    };
  } finally {
    await few.close();
    await many.close();
    betterAuth.close();
    betterAuthCached.close();
    rmSync(dir, { recursive: true, force: true });
  }
}

/**
 * A room with a hundred sessions that have real cookies, and `others` besides.
 * @param {Awaited<ReturnType<typeof loadSource>>} source
 * @param {string} dataDir
 * @param {number} others
 */
async function openSignedIn(source, dataDir, others) {
  const first = await openRoom(source, dataDir);
  const firstRoom = await first.openFresh();
  const user = await firstRoom.people.setUp(person);
  await firstRoom.close();
  await first.close();
  const tokens = others === 0 ? [] : addSessions(dataDir, others);

  const { later, openFresh, close } = await openRoom(source, dataDir);
  const room = await openFresh();
  const userAgent = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36";
  /** @type {string[]} */
  const cookies = [];
  for (let index = 0; index < sessionCount; index += 1) {
    const { setCookie } = await room.sessions.signIn({ user, ip: "192.0.2.1", userAgent, deviceKey: null, replaces: null });
    cookies.push(setCookie.split(";", 1)[0]);
  }
  const checkIn = async (/** @type {any} */ where, /** @type {object} */ headers) => {
    if (!(await where.sessions.check(headers)).ok) throw new Error("Latchkey does not know its own session.");
  };
  return {
    check: (/** @type {number} */ index) => checkIn(room, { cookie: cookies[index] }),
    async checkForgotten() {
      later.ms += 5_000;
      await checkIn(room, { cookie: cookies[0] });
    },
    /** Microseconds for each of a hundred cookies, the first time this room sees it. */
    async checkAllAnew() {
      const fresh = await openFresh();
      const us = await timePerCallUs(sessionCount, (index) => checkIn(fresh, { cookie: cookies[index] }));
      await fresh.close();
      return us;
    },
    /** @returns {Promise<Row>} the heap that remembered sessions take, from the growth by some thousands */
    async measureRemembered() {
      const before = readHeap();
      for (const token of tokens.slice(0, rememberedCount)) await checkIn(room, { authorization: `Bearer ${token}` });
      const bytes = ((readHeap() - before) / rememberedCount) * allCount;
      return {
        what: "Heap of 100,000 sessions in use (the most remembered; reckoned from 5,000)",
        measured: megabytes(bytes),
        against: `this process without them: ${megabytes(before)}`,
        ratio: bytes / before,
      };
    },
    async close() {
      await room.close();
      await close();
    },
  };
}

/** Bytes in use after a full collection. */
function readHeap() {
  setFlagsFromString("--expose-gc");
  runInNewContext("gc")();
  return process.memoryUsage().heapUsed;
}
