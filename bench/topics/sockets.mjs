// @ts-check
/** Memory of the door's process: for each open WebSocket, and over minutes of load. */
import { startContenders } from "../parts/contenders.mjs";
import { readMemory } from "../parts/process-numbers.mjs";
import { median } from "../parts/rounds.mjs";
import { kilobytes, megabytes } from "../parts/table.mjs";
import { setTimeout as delay } from "node:timers/promises";

/** @typedef {import("../parts/table.mjs").Row} Row */

const settleMs = 3_000;
const growthAtMost = 1.1;

/**
 * @param {{packageDir: string, quick: boolean}} options
 * @returns {Promise<import("../parts/table.mjs").Found>}
 */
export async function measureSockets({ packageDir, quick }) {
  const count = quick ? 500 : 2_000;
  const minutes = quick ? 0.5 : 10;
  const contenders = await startContenders({ packageDir, warmUpMs: 0, only: ["latchkey", "httpxy"] });
  const { ask, door, httpxy, stop, notes } = contenders;
  try {
    const ours = await memoryForEach(contenders, "latchkey", door.pid, count);
    const theirs = await memoryForEach(contenders, "httpxy", httpxy.pid, count);
    const growth = await watchLoad(() => ask("latchkey", { task: "requests", connections: 32, ms: 1_000 }), door, minutes);
    return {
      rows: [
        {
          what: `Memory for each of ${count.toLocaleString("en-US")} open WebSockets`,
          measured: kilobytes(ours.bytesEach),
          against: `bare httpxy: ${kilobytes(theirs.bytesEach)}`,
          ratio: ours.bytesEach / theirs.bytesEach,
          short: true,
        },
        {
          what: `The door with ${count.toLocaleString("en-US")} open WebSockets`,
          measured: megabytes(ours.after),
          against: `before: ${megabytes(ours.before)}`,
          ratio: ours.after / ours.before,
        },
        ...growth,
      ],
      notes: [`Resident memory as the kernel counts it. The load: 32 connections, as many requests as pass, for ${minutes} min.`, ...notes],
    };
  } finally {
    await stop();
  }
}

/**
 * @param {Awaited<ReturnType<typeof startContenders>>} contenders
 * @param {"latchkey" | "httpxy"} name
 * @param {number} pid
 * @param {number} count
 */
async function memoryForEach({ ask }, name, pid, count) {
  // What the first sockets cost once is not what each costs.
  await ask(name, { task: "hold", count: 100 });
  await ask(name, { task: "release" });
  await delay(settleMs);
  const before = readMemory(pid).residentBytes;
  await ask(name, { task: "hold", count });
  await delay(settleMs);
  const after = readMemory(pid).residentBytes;
  await ask(name, { task: "release" });
  return { before, after, bytesEach: (after - before) / count };
}

/**
 * Compares the last fifth of the time with the second: in the first, caches and code are still filling. Of the heap the least of each fifth
 * counts, which is what was left after collections.
 * @param {() => Promise<unknown>} load a second of it
 * @param {{readMemory(): {residentBytes: number}, readHeapBytes(): Promise<number>}} door
 * @param {number} minutes
 * @returns {Promise<Row[]>}
 */
async function watchLoad(load, door, minutes) {
  const seconds = minutes * 60;
  /** @type {{heap: number, resident: number}[]} */
  const seen = [];
  for (let second = 0; second < seconds; second += 1) {
    await load();
    seen.push({ heap: await door.readHeapBytes(), resident: door.readMemory().residentBytes });
  }
  const fifth = Math.floor(seen.length / 5);
  const [early, late] = [seen.slice(fifth, 2 * fifth), seen.slice(-fifth)];
  const least = (/** @type {typeof seen} */ part) => Math.min(...part.map(({ heap }) => heap));
  const middle = (/** @type {typeof seen} */ part) => median(part.map(({ resident }) => resident));
  const row = (/** @type {string} */ what, /** @type {number} */ before, /** @type {number} */ after) => ({
    what,
    measured: megabytes(after),
    against: `earlier in the run: ${megabytes(before)}`,
    ratio: after / before,
    aim: { text: `no growth (≤ ${growthAtMost})`, met: after <= before * growthAtMost },
  });
  return [
    { ...row(`Resident memory after ${minutes} min of load`, middle(early), middle(late)), short: true },
    row(`Heap in use after ${minutes} min of load`, least(early), least(late)),
  ];
}
