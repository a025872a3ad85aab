// @ts-check
/**
 * `npm test`: from a fresh clone to one line, `N passed, N failed`. Installs what the tests need, builds, then the unit tests and the
 * journeys in a real browser; says where the time went. Ends with 1 when anything failed. `npm test -- <pattern …>` runs the test files whose
 * paths contain one of the patterns.
 */
import { spawn } from "node:child_process";
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { countJourneys, countUnit, findSlowest, timeJourneys, timeUnit } from "./counts.mjs";
import { ensureInstalled, requireNode } from "./install.mjs";
import { endOf, StepFailed } from "./progress.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const resultsDir = join(root, "node_modules/.cache/latchkey");
const unitFile = join(resultsDir, "unit.json");
const journeysFile = join(resultsDir, "journeys.json");

/** @typedef {import("./counts.mjs").Count} Count */
/** @typedef {import("./counts.mjs").Timed} Timed */

/** A pattern is often meant for one of the two runners. */
const [passWithNone, passWithNoJourneys] = process.argv.length > 2 ? [["--passWithNoTests"], ["--pass-with-no-tests"]] : [[], []];

/** @type {Count[]} */
const counts = [];
/** @type {Timed[]} */
const timed = [];
/** @type {{title: string, wallMs: number, processorMs: number | null}[]} */
const phases = [];
const patterns = process.argv.slice(2);
const startedAt = performance.now();
try {
  requireNode();
  await phase("Install", async () => {
    await ensureInstalled(root);
    const { ensureChromium, ensureTools } = await import("./chromium.mjs");
    await ensureChromium(root);
    await ensureTools(root);
  });
  await phase("Build", async () => {
    const { buildAll } = await import("./build.mjs");
    await buildAll();
  });
  mkdirSync(resultsDir, { recursive: true });
  const unit = ["node_modules/vitest/vitest.mjs", "run", "--reporter=default", "--reporter=json", `--outputFile.json=${unitFile}`];
  await phase("Unit tests", () => runTests("Unit tests", [...unit, ...passWithNone, ...patterns], unitFile, countUnit, timeUnit));
  const journeys = ["node_modules/@playwright/test/cli.js", "test", "--reporter=list,json"];
  await phase("Journeys", () =>
    runTests("Journeys in a browser", [...journeys, ...passWithNoJourneys, ...patterns], journeysFile, countJourneys, timeJourneys),
  );
} catch (error) {
  process.stderr.write(`${error instanceof StepFailed ? error.message : error instanceof Error ? error.stack : error}\n`);
  counts.push({ passed: 0, failed: 1, skipped: 0 });
}

const sum = (/** @type {keyof Count} */ what) => counts.reduce((total, count) => total + count[what], 0);
console.log(`\n${describeTimes()}\n`);
if (sum("skipped") > 0) console.log(`${sum("skipped")} skipped`);
console.log(`${sum("passed")} passed, ${sum("failed")} failed`);
process.exitCode = sum("failed") > 0 ? 1 : 0;

/**
 * Runs one runner with its output shown, and counts by its report. A runner that fails without a failed test counts as one failure.
 * @param {string} title
 * @param {string[]} args
 * @param {string} file
 * @param {(report: any) => Count} count
 * @param {(report: any) => Timed[]} time
 */
async function runTests(title, args, file, count, time) {
  console.log(`\n${title}`);
  rmSync(file, { force: true });
  const env = { ...process.env, PLAYWRIGHT_JSON_OUTPUT_FILE: file };
  const code = await endOf(spawn(process.execPath, args, { cwd: root, env, stdio: ["ignore", "inherit", "inherit"] }));
  const counted = readReport(file, count) ?? { passed: 0, failed: 0, skipped: 0 };
  counts.push(code !== 0 && counted.failed === 0 ? { ...counted, failed: 1 } : counted);
  timed.push(...(readReport(file, time) ?? []));
}

/** @template T @param {string} file @param {(report: any) => T} read @returns {T | null} null for a runner that ended before it wrote one */
function readReport(file, read) {
  try {
    return read(JSON.parse(readFileSync(file, "utf8")));
  } catch {
    return null;
  }
}

/** @param {string} title @param {() => Promise<void>} work */
async function phase(title, work) {
  const [before, processor] = [performance.now(), readProcessorMs()];
  try {
    await work();
  } finally {
    const now = readProcessorMs();
    phases.push({ title, wallMs: performance.now() - before, processorMs: processor === null || now === null ? null : now - processor });
  }
}

/** Processor time of what was started from here and has ended, from Linux's /proc; null elsewhere. */
function readProcessorMs() {
  try {
    const stat = readFileSync("/proc/self/stat", "utf8");
    // proc(5): fields 16 and 17, in hundredths of a second; what stands before the last bracket may hold anything.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return (Number(fields[13]) + Number(fields[14])) * 10;
  } catch {
    return null;
  }
}

function describeTimes() {
  const seconds = (/** @type {number} */ ms) => `${(ms / 1000).toFixed(1).padStart(7)} s`;
  const line = (/** @type {{title: string, wallMs: number, processorMs: number | null}} */ { title, wallMs, processorMs }) =>
    `${seconds(wallMs)}${processorMs === null ? "" : `  ${seconds(processorMs)} of processors`}  ${title}`;
  const known = phases.flatMap(({ processorMs }) => processorMs ?? []);
  const total = {
    title: "all",
    wallMs: performance.now() - startedAt,
    processorMs: known.length > 0 ? known.reduce((all, each) => all + each, 0) : null,
  };
  const slowest = findSlowest(timed, 10).map(({ name, ms }) => `${seconds(ms)}  ${name}`);
  return ["Where the time went", ...phases.map(line), line(total), "", "The ten slowest tests", ...slowest].join("\n");
}
