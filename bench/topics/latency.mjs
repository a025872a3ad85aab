// @ts-check
/** What the gateway adds to the time of a request, and of a message on a WebSocket, when nothing else is going on. */
import { startContenders, titles } from "../parts/contenders.mjs";
import { measureInTurns, median, quantile } from "../parts/rounds.mjs";
import { microseconds } from "../parts/table.mjs";

/** @typedef {import("../parts/contenders.mjs").Name} Name */
/** @typedef {import("../parts/table.mjs").Row} Row */

const addedAtMostUs = 300;
const kinds = /** @type {const} */ ({ latency: "Request", echo: "WebSocket message and its echo" });

/**
 * @param {{packageDir: string, quick: boolean}} options
 * @returns {Promise<import("../parts/table.mjs").Found>}
 */
export async function measureLatency({ packageDir, quick }) {
  const { names, ask, stop, notes } = await startContenders({ packageDir, warmUpMs: quick ? 4_000 : 10_000 });
  const options = { rounds: quick ? 5 : 30, warmUpRounds: 2 };
  const count = quick ? 200 : 1_000;
  try {
    /** @type {Row[]} */
    const rows = [];
    for (const task of /** @type {(keyof typeof kinds)[]} */ (Object.keys(kinds))) {
      /** @type {Record<string, number[]>} */
      const slowest = {};
      const measure = async (/** @type {Name} */ name) => {
        /** @type {{us: number[]}} */
        const { us } = await ask(name, { task, count });
        (slowest[name] ??= []).push(quantile(us, 0.99));
        return median(us);
      };
      const us = await measureInTurns(Object.fromEntries(names.map((name) => [name, () => measure(name)])), options);
      const addedBy = (/** @type {Name} */ name) => median((us[name] ?? []).map((value, round) => value - (us["direct"]?.[round] ?? NaN)));
      const added = addedBy("latchkey");
      const [p50, p99] = [median(us["latchkey"] ?? []), median(slowest["latchkey"] ?? [])];
      rows.push({
        what: `${kinds[task]}: time added by Latchkey, half of all (p50)`,
        measured: microseconds(added),
        against: `directly: ${microseconds(median(us["direct"] ?? []))} in all, through Latchkey ${microseconds(p50)}, p99 ${microseconds(p99)}`,
        ratio: null,
        ...(task === "latency" && { aim: { text: "≤ 300 µs", met: added <= addedAtMostUs }, short: true }),
      });
      for (const name of names.filter((each) => each !== "latchkey" && each !== "direct"))
        rows.push({
          what: `${kinds[task]}: time added, p50`,
          measured: microseconds(added),
          against: `${titles[name]}: ${microseconds(addedBy(name))}`,
          ratio: added / addedBy(name),
        });
    }
    return { rows, notes: ["One connection, one request or message of 32 bytes after the other.", ...notes] };
  } finally {
    await stop();
  }
}
