// @ts-check
/**
 * `npm test`: from a fresh clone to one line, `N passed, N failed`. Installs what the tests need, builds, then the unit tests and the
 * journeys in a real browser. Ends with 1 when anything failed.
 */
import { spawn } from "node:child_process";
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { countJourneys, countUnit } from "./counts.mjs";
import { ensureInstalled, requireNode } from "./install.mjs";
import { endOf, StepFailed } from "./progress.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const resultsDir = join(root, "node_modules/.cache/latchkey");
const unitFile = join(resultsDir, "unit.json");
const journeysFile = join(resultsDir, "journeys.json");

/** @typedef {import("./counts.mjs").Count} Count */

/** @type {Count[]} */
const counts = [];
try {
  requireNode();
  await ensureInstalled(root);
  const { ensureChromium, ensureTools } = await import("./chromium.mjs");
  await ensureChromium(root);
  await ensureTools(root);
  const { buildAll } = await import("./build.mjs");
  await buildAll();
  mkdirSync(resultsDir, { recursive: true });
  const unit = ["node_modules/vitest/vitest.mjs", "run", "--reporter=default", "--reporter=json", `--outputFile.json=${unitFile}`];
  counts.push(await runTests("Unit tests", unit, unitFile, countUnit));
  const journeys = ["node_modules/@playwright/test/cli.js", "test", "--reporter=list,json"];
  counts.push(await runTests("Journeys in a browser", journeys, journeysFile, countJourneys));
} catch (error) {
  process.stderr.write(`${error instanceof StepFailed ? error.message : error instanceof Error ? error.stack : error}\n`);
  counts.push({ passed: 0, failed: 1, skipped: 0 });
}

const sum = (/** @type {keyof Count} */ what) => counts.reduce((total, count) => total + count[what], 0);
if (sum("skipped") > 0) console.log(`${sum("skipped")} skipped`);
console.log(`${sum("passed")} passed, ${sum("failed")} failed`);
process.exitCode = sum("failed") > 0 ? 1 : 0;

/**
 * Runs one runner with its output shown, and counts by its report. A runner that fails without a failed test counts as one failure.
 * @param {string} title
 * @param {string[]} args
 * @param {string} file
 * @param {(report: any) => Count} count
 * @returns {Promise<Count>}
 */
async function runTests(title, args, file, count) {
  console.log(`\n${title}`);
  rmSync(file, { force: true });
  const env = { ...process.env, PLAYWRIGHT_JSON_OUTPUT_FILE: file };
  const code = await endOf(spawn(process.execPath, args, { cwd: root, env, stdio: ["ignore", "inherit", "inherit"] }));
  const counted = readCount(file, count);
  return code !== 0 && counted.failed === 0 ? { ...counted, failed: 1 } : counted;
}

/** @param {string} file @param {(report: any) => Count} count @returns {Count} */
function readCount(file, count) {
  try {
    return count(JSON.parse(readFileSync(file, "utf8")));
  } catch {
    return { passed: 0, failed: 0, skipped: 0 };
  }
}
