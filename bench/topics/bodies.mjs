// @ts-check
/** How quickly a body of 64 MB passes the gateway, from the app and to it. */
import { startContenders, titles } from "../parts/contenders.mjs";
import { measureInTurns, median, medianRatio } from "../parts/rounds.mjs";
import { aimOfRatio } from "../parts/table.mjs";

/** @typedef {import("../parts/contenders.mjs").Name} Name */

const bytes = 64 * 1024 * 1024;
const atLeast = 0.8;

/**
 * @param {{packageDir: string, quick: boolean}} options
 * @returns {Promise<import("../parts/table.mjs").Found>}
 */
export async function measureBodies({ packageDir, quick }) {
  const { names, ask, stop, notes } = await startContenders({ packageDir, warmUpMs: quick ? 1_000 : 5_000 });
  try {
    const rows = [];
    for (const direction of /** @type {const} */ (["down", "up"])) {
      const measure = async (/** @type {Name} */ name) => (await ask(name, { task: "body", bytes, direction })).bytesPerSecond;
      const runs = Object.fromEntries(names.map((name) => [name, () => measure(name)]));
      const rates = await measureInTurns(runs, { rounds: quick ? 4 : 25, warmUpRounds: quick ? 1 : 3 });
      for (const name of names.filter((each) => each !== "latchkey")) {
        const ratio = medianRatio(rates["latchkey"] ?? [], rates[name] ?? []);
        rows.push({
          what: direction === "down" ? "Body of 64 MB from the app" : "Body of 64 MB to the app",
          measured: megabytesPerSecond(median(rates["latchkey"] ?? [])),
          against: `${titles[name]}: ${megabytesPerSecond(median(rates[name] ?? []))}`,
          ratio,
          ...(name === "httpxy" && { aim: aimOfRatio(ratio, { atLeast }), short: true }),
        });
      }
    }
    return { rows, notes: ["One body at a time, on a kept connection.", ...notes] };
  } finally {
    await stop();
  }
}

/** @param {number} bytesPerSecond */
function megabytesPerSecond(bytesPerSecond) {
  return `${Math.round(bytesPerSecond / 1e6).toLocaleString("en-US")} MB/s`;
}
