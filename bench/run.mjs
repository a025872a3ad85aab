// @ts-check
/**
 * `npm run bench [topic…] [--quick] [--write]`: measures one topic after the other on a copy of the built package. What cannot be measured here is
 * said, the others go on, and the exit code is 1.
 */
import { parseArgs } from "node:util";
import { describeMachine } from "./parts/machine.mjs";
import { copyPackage } from "./parts/package-copy.mjs";
import { writeResults } from "./parts/results.mjs";
import { formatForTerminal } from "./parts/table.mjs";

/** @typedef {(options: {packageDir: string, quick: boolean}) => Promise<import("./parts/table.mjs").Found>} Measure */

/** Each topic's modules are loaded when its turn comes: a missing peer of one is nothing to the others. @type {Record<string, () => Promise<Measure>>} */
const topics = {
  check: async () => (await import("./topics/check.mjs")).measureCheck,
  scripts: async () => (await import("./topics/scripts.mjs")).measureScripts,
  memory: async () => (await import("./topics/memory.mjs")).measureMemory,
  relaunch: async () => (await import("./topics/relaunch.mjs")).measureRelaunch,
  requests: async () => (await import("./topics/requests.mjs")).measureRequests,
  bodies: async () => (await import("./topics/bodies.mjs")).measureBodies,
  latency: async () => (await import("./topics/latency.mjs")).measureLatency,
  sockets: async () => (await import("./topics/sockets.mjs")).measureSockets,
  terminals: async () => (await import("./topics/terminals.mjs")).measureTerminals,
  proxy: async () => (await import("./topics/proxy.mjs")).measureProxy,
  keys: async () => (await import("./topics/keys.mjs")).measureKeys,
  tunnel: async () => (await import("./topics/tunnel.mjs")).measureTunnel,
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    quick: { type: "boolean", default: false },
    write: { type: "boolean", default: false },
    package: { type: "string" },
    help: { type: "boolean", default: false },
  },
});
const unknown = positionals.filter((name) => !(name in topics));
if (values.help || unknown.length > 0) {
  console.log(`npm run bench -- [topic…] [--quick] [--write] [--package <dir>]

Topics: ${Object.keys(topics).join(", ")} (all by default)
  --quick    a few rounds of everything: shows that it works, its numbers are rough
  --write    puts the tables into docs/benchmarks.md and the short one into README.md
  --package  measures another built package than this checkout`);
  process.exit(values.help ? 0 : 2);
}

/** @returns {ReturnType<typeof copyPackage>} */
function copyOrExit() {
  try {
    return copyPackage(values.package);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  }
}

const copy = copyOrExit();
process.on("exit", () => copy.remove());
for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM"])) process.once(signal, () => process.exit(1));

const machine = describeMachine();
console.log(`${machine}${values.quick ? " · quick run, rough numbers" : ""}\n`);
for (const name of positionals.length > 0 ? positionals : Object.keys(topics)) {
  const begin = performance.now();
  try {
    const measure = await topics[name]?.();
    const found = await measure?.({ packageDir: copy.dir, quick: values.quick });
    if (!found) continue;
    console.log(`${name} (${((performance.now() - begin) / 1000).toFixed(0)} s)\n${formatForTerminal(found.rows)}`);
    for (const note of found.notes) console.log(`  - ${note}`);
    console.log();
    if (values.write) await writeResults(name, { ...found, machine, quick: values.quick });
  } catch (error) {
    console.error(`${name}: not measured. ${error instanceof Error ? error.message : error}\n`);
    process.exitCode = 1;
  }
}
// Clients of databases and watchers of what was measured may still hold the process.
process.exit();
