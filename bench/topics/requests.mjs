// @ts-check
/** How many authenticated requests with a small answer pass the gateway in a second, on 32 connections, and what one costs in processor time. */
import { startContenders, titles } from "../parts/contenders.mjs";
import { readProcessorUs } from "../parts/process-numbers.mjs";
import { measureInTurns, median, medianRatio } from "../parts/rounds.mjs";
import { aimOfRatio, microseconds, perSecond } from "../parts/table.mjs";

/** @typedef {import("../parts/contenders.mjs").Name} Name */

const connections = 32;

/**
 * @param {{packageDir: string, quick: boolean}} options
 * @returns {Promise<import("../parts/table.mjs").Found>}
 */
export async function measureRequests({ packageDir, quick }) {
  const contenders = await startContenders({ packageDir, warmUpMs: quick ? 4_000 : 10_000 });
  const { names, ask, door, httpxy } = contenders;
  const ms = quick ? 700 : 3_000;
  /** @type {Record<string, {pid: number, us: number[]}>} */
  const costs = { latchkey: { pid: door.pid, us: [] }, httpxy: { pid: httpxy.pid, us: [] } };
  const measure = async (/** @type {Name} */ name) => {
    const cost = costs[name];
    const before = cost ? readProcessorUs(cost.pid) : 0;
    const { perSecond, count } = await ask(name, { task: "requests", connections, ms });
    cost?.us.push((readProcessorUs(cost.pid) - before) / count);
    return perSecond;
  };
  const warmUpRounds = 1;
  try {
    const runs = Object.fromEntries(names.map((name) => [name, () => measure(name)]));
    const rates = await measureInTurns(runs, { rounds: quick ? 4 : 15, warmUpRounds });
    const [ours, theirs] = [costs["latchkey"]?.us ?? [], costs["httpxy"]?.us ?? []].map((us) => us.slice(warmUpRounds));
    const row = (/** @type {Name} */ name) => ({
      what: "Requests per second, signed in, small answer",
      measured: perSecond(median(rates["latchkey"] ?? [])),
      against: `${titles[name]}: ${perSecond(median(rates[name] ?? []))}`,
      ratio: medianRatio(rates["latchkey"] ?? [], rates[name] ?? []),
    });
    /** @type {Partial<Record<Name, number>>} */
    const bounds = { httpxy: 0.9, "code-server": 4 };
    const rows = names
      .filter((name) => name !== "latchkey")
      .map((name) => {
        const each = row(name);
        const atLeast = bounds[name];
        return atLeast ? { ...each, aim: aimOfRatio(each.ratio, { atLeast }), short: true } : each;
      });
    return {
      rows: [
        ...rows,
        {
          what: "Processor time for each request",
          measured: microseconds(median(ours ?? [])),
          against: `bare httpxy: ${microseconds(median(theirs ?? []))}`,
          ratio: medianRatio(ours ?? [], theirs ?? []),
        },
      ],
      notes: [
        `${connections} kept connections, one request at a time on each; own load generator on bare sockets, the same for all.`,
        ...contenders.notes,
      ],
    };
  } finally {
    await contenders.stop();
  }
}
