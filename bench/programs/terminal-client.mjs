// @ts-check
/**
 * Whoever sits before a terminal, a process of its own, the same for everybody. Each message asks for one measurement; the answer is its
 * numbers. What runs in the terminal is `terminal-script.sh`.
 */
import { openWire } from "../parts/terminal-wires.mjs";

/** @typedef {import("../parts/terminal-wires.mjs").Target} Target */

const warmUpKeys = 50;
const patienceMs = 180_000;
const letters = "abcdefghijklmnopqrstuvwxyz";

const work = {
  /** One key after the other, each when the echo of the last has come. @param {{target: Target, count: number}} asked */
  async keys({ target, count }) {
    const terminal = await open(target);
    await terminal.type("keys\n", "in keys");
    const us = [];
    for (let index = -warmUpKeys; index < count; index += 1) {
      const key = letters[(index + letters.length * 2) % letters.length] ?? "";
      const begin = performance.now();
      await terminal.type(key, key);
      if (index >= 0) us.push((performance.now() - begin) * 1000);
    }
    terminal.close();
    return { us };
  },
  /** Shows a file, as fast as it comes. @param {{target: Target, path: string, marker: string}} asked `marker`: the file's last line */
  async file({ target, path, marker }) {
    const terminal = await open(target);
    const before = terminal.counts();
    const shown = terminal.type(`${path}\n`, marker);
    await terminal.nextBytes();
    const begin = performance.now();
    await shown;
    const seconds = (performance.now() - begin) / 1000;
    const after = terminal.counts();
    terminal.close();
    return { seconds, received: after.bytes - before.bytes, snapshots: after.snapshots - before.snapshots };
  },
  /** From nothing to the whole screen. @param {{target: Target}} asked */
  async attach({ target }) {
    const begin = performance.now();
    const wire = openWire(target);
    await inTime(wire.caughtUp, "the screen");
    const ms = performance.now() - begin;
    wire.close();
    return { ms, bytes: wire.counts().bytes };
  },
};

process.on("message", async (/** @type {any} */ asked) => {
  try {
    process.send?.(await work[/** @type {keyof typeof work} */ (asked.task)](asked));
  } catch (error) {
    process.send?.({ error: `${asked.task}: ${error instanceof Error ? error.message : error}` });
  }
});
process.on("disconnect", () => process.exit());
process.send?.("ready");

/** A terminal in which the script waits for a line. @param {Target} target */
async function open(target) {
  const wire = openWire(target);
  /** @type {{text: Buffer, heard(): void} | null} */
  let expected = null;
  /** @type {(() => void) | null} */
  let hearNext = null;
  /** What may be the beginning of what is looked for, which may come cut in two. @type {Buffer} */
  let tail = Buffer.alloc(0);
  wire.onOutput((bytes) => {
    hearNext?.();
    hearNext = null;
    if (!expected) return;
    const { text, heard } = expected;
    const isThere = bytes.includes(text) || Buffer.concat([tail, bytes.subarray(0, text.length)]).includes(text);
    const last = bytes.length < text.length ? Buffer.concat([tail, bytes]) : bytes;
    tail = last.subarray(Math.max(0, last.length - text.length + 1));
    if (!isThere) return;
    expected = null;
    heard();
  });
  const expect = (/** @type {string} */ text) => {
    tail = Buffer.alloc(0);
    return new Promise((/** @type {(nothing: void) => void} */ resolve) => (expected = { text: Buffer.from(text), heard: resolve }));
  };
  const started = expect("in lines");
  await inTime(Promise.race([started, wire.failed]), "the script");
  return {
    /** Types, and resolves when `text` has come. @param {string} typed @param {string} text */
    type(typed, text) {
      const shown = expect(text);
      wire.type(typed);
      return inTime(Promise.race([shown, wire.failed]), text);
    },
    nextBytes: () => new Promise((/** @type {(nothing: void) => void} */ resolve) => (hearNext = resolve)),
    counts: wire.counts,
    close: wire.close,
  };
}

/** @template T @param {Promise<T>} wanted @param {string} what @returns {Promise<T>} */
async function inTime(wanted, what) {
  /** @type {NodeJS.Timeout | undefined} */
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} did not come within ${patienceMs / 1000} s.`)), patienceMs);
  });
  try {
    return /** @type {T} */ (await Promise.race([wanted, late]));
  } finally {
    clearTimeout(timer);
  }
}
