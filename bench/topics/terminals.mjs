// @ts-check
/** What terminals are like to use: how soon a key shows, how quickly a long file passes, and how soon a terminal is on the screen. */
import { closeSync, openSync, writeSync } from "node:fs";
import { join } from "node:path";
import { measureInTurns, median, medianRatio, quantile } from "../parts/rounds.mjs";
import { aimOfRatio, megabytes, microseconds } from "../parts/table.mjs";
import { startTerminals, titles } from "../parts/terminals.mjs";

/** @typedef {import("../parts/terminals.mjs").Name} Name */
/** @typedef {import("../parts/table.mjs").Row} Row */
/** @typedef {Awaited<ReturnType<typeof startTerminals>>} Terminals */

const ours = /** @type {const} */ (["here", "tunnel"]);
const where = { here: "own machine", tunnel: "through a tunnel" };
const scrollbackLines = 10_000;
const marker = "the end of it";

/**
 * @param {{packageDir: string, quick: boolean}} options
 * @returns {Promise<import("../parts/table.mjs").Found>}
 */
export async function measureTerminals({ packageDir, quick }) {
  const terminals = await startTerminals({ packageDir });
  try {
    const keys = await measureKeys(terminals, quick);
    const file = await measureFile(terminals, quick);
    const attach = await measureAttach(terminals, quick);
    return {
      rows: [...keys, ...file, ...attach],
      notes: [
        "One key after the other, each of one byte; `cat` answers it in a terminal in raw mode, as editors and shells do. The file has lines of 80 columns; its time is from its first byte to its last line.",
        "Everything of a contender has one processor, the program in the terminal too; the client has another. On the door's own machine, door and what holds the terminals share that one; a machine with an agent has not the door's, with two in all the client's.",
        "The bare pipe asks nobody who is calling and keeps nothing. It and wetty end their terminal with the connection.",
        ...terminals.notes,
      ],
    };
  } finally {
    await terminals.stop();
  }
}

/** @param {Terminals} terminals @param {boolean} quick */
async function measureKeys({ names, open, measure }, quick) {
  /** @type {Partial<Record<Name, number[]>>} */
  const slowest = {};
  const warmUpRounds = 1;
  const press = async (/** @type {Name} */ name, /** @type {number} */ count) => {
    const { target, end } = await open(name);
    /** @type {{us: number[]}} */
    const { us } = await measure(target, { task: "keys", count });
    await end();
    return us;
  };
  // Node compiles for some thousands of keys.
  for (const name of names) await press(name, quick ? 4_000 : 10_000);
  const run = async (/** @type {Name} */ name) => {
    const us = await press(name, quick ? 200 : 1_000);
    (slowest[name] ??= []).push(quantile(us, 0.99));
    return median(us);
  };
  const runs = Object.fromEntries(names.map((name) => [name, () => run(name)]));
  const half = await measureInTurns(runs, { rounds: quick ? 5 : 25, warmUpRounds });
  /** @type {Row[]} */
  const rows = [];
  for (const mine of ours) {
    for (const peer of peersOf(names)) {
      const row = (/** @type {string} */ what, /** @type {Partial<Record<Name, number[]>>} */ us) => ({
        what: `A key and its echo, ${what}, ${where[mine]}`,
        measured: microseconds(median(us[mine] ?? [])),
        against: `${titles[peer]}: ${microseconds(median(us[peer] ?? []))}`,
        ratio: medianRatio(us[mine] ?? [], us[peer] ?? []),
      });
      const p50 = row("half of all (p50)", half);
      const counted = Object.fromEntries(names.map((name) => [name, slowest[name]?.slice(warmUpRounds)]));
      rows.push({ ...p50, aim: aimOfRatio(p50.ratio, { atMost: peer === "bare" ? 1.5 : 1 }), short: true }, row("p99", counted));
    }
  }
  return rows;
}

/** @param {Terminals} terminals @param {boolean} quick */
async function measureFile({ names, dir, open, measure }, quick) {
  const bytes = (quick ? 40 : 200) * 1e6;
  const path = join(dir, "file.txt");
  writeLines(path, bytes / 81);
  /** @type {Partial<Record<Name, {received: number, snapshots: number}[]>>} */
  const taken = {};
  const run = async (/** @type {Name} */ name) => {
    const { target, end } = await open(name);
    const { seconds, ...rest } = await measure(target, { task: "file", path, marker });
    await end();
    (taken[name] ??= []).push(rest);
    return bytes / seconds;
  };
  const runs = Object.fromEntries(names.map((name) => [name, () => run(name)]));
  const rates = await measureInTurns(runs, { rounds: quick ? 3 : 7, warmUpRounds: 1 });
  /** @type {Row[]} */
  const rows = [];
  for (const mine of ours) {
    for (const peer of peersOf(names)) {
      const ratio = medianRatio(rates[mine] ?? [], rates[peer] ?? []);
      rows.push({
        what: `\`cat\` of ${megabytes(bytes)}, ${where[mine]}`,
        measured: `${megabytes(median(rates[mine] ?? []))}/s`,
        against: `${titles[peer]}: ${megabytes(median(rates[peer] ?? []))}/s`,
        ratio,
        aim: aimOfRatio(ratio, { atLeast: peer === "bare" ? 0.8 : 1 }),
        short: true,
      });
    }
    const received = (/** @type {Name} */ name) => median((taken[name] ?? []).map((each) => each.received));
    const snapshots = median((taken[mine] ?? []).map((each) => each.snapshots));
    rows.push({
      what: `What the client was sent of it, ${where[mine]}, in ${snapshots} snapshots and what lay between`,
      measured: megabytes(received(mine)),
      against: `${titles.bare}: ${megabytes(received("bare"))}`,
      ratio: received(mine) / received("bare"),
    });
  }
  return rows;
}

/** @param {Terminals} terminals @param {boolean} quick */
async function measureAttach({ dir, open, measure }, quick) {
  const path = join(dir, "scrollback.txt");
  // Some more than are kept: the oldest has already gone.
  writeLines(path, scrollbackLines + 100);
  /** @type {Record<string, () => Promise<number>>} */
  const runs = {};
  /** @type {Record<string, number>} */
  const sizes = {};
  for (const name of ours) {
    const [empty, full] = [await open(name), await open(name)];
    await measure(full.target, { task: "file", path, marker });
    for (const [key, { target }] of Object.entries({ [name]: full, [`${name} empty`]: empty }))
      runs[key] = async () => {
        const { ms, bytes } = await measure(target, { task: "attach" });
        sizes[key] = bytes;
        return ms;
      };
  }
  const ms = await measureInTurns(runs, { rounds: quick ? 5 : 25, warmUpRounds: 2 });
  return ours.map((name) => ({
    what: `Attach to a terminal with ${scrollbackLines.toLocaleString("en-US")} lines, ${where[name]} (${megabytes(sizes[name] ?? 0)})`,
    measured: milliseconds(median(ms[name] ?? [])),
    against: `to an empty one: ${milliseconds(median(ms[`${name} empty`] ?? []))}`,
    ratio: medianRatio(ms[name] ?? [], ms[`${name} empty`] ?? []),
    short: name === "tunnel",
  }));
}

/** @param {readonly Name[]} names */
function peersOf(names) {
  return /** @type {const} */ (["bare", "wetty"]).filter((name) => names.includes(name));
}

/** A text with as many lines of 80 columns, and the marker as its last. @param {string} path @param {number} count */
function writeLines(path, count) {
  const text = "It was the best of times, it was the worst of times, it was the age of wisdom, ";
  const line = (/** @type {number} */ index) => `${index} ${text}`.slice(0, 80).padEnd(80, ".");
  const block = Array.from({ length: 10_000 }, (_, index) => `${line(index)}\n`).join("");
  const lineBytes = 81;
  const file = openSync(path, "w");
  for (let left = Math.round(count); left > 0; left -= 10_000) writeSync(file, block.slice(0, Math.min(left, 10_000) * lineBytes));
  writeSync(file, `${marker}\n`);
  closeSync(file);
}

/** @param {number} ms */
function milliseconds(ms) {
  return `${ms.toFixed(ms < 20 ? 1 : 0)} ms`;
}
