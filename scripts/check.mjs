// @ts-check
/** `npm run check`: format, lint, types, unit tests, build. The quick answer to "may this be committed". */
import { fileURLToPath } from "node:url";
import { ensureInstalled, requireNode } from "./install.mjs";
import { run, step, StepFailed } from "./progress.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));

/** @type {[title: string, args: string[]][]} */
const checks = [
  ["Format", ["node_modules/prettier/bin/prettier.cjs", "--check", "--log-level=warn", "."]],
  ["Lint", ["node_modules/eslint/bin/eslint.js", "."]],
  ["Types", ["node_modules/typescript/bin/tsc", "--noEmit"]],
  ["Unit tests", ["node_modules/vitest/vitest.mjs", "run", "--reporter=dot"]],
];

try {
  requireNode();
  await ensureInstalled(root);
  const { buildAll, generateClients } = await import("./build.mjs");
  await generateClients();
  // All of them run, so that one run says everything that is wrong.
  /** @type {Error[]} */
  const failures = [];
  for (const [title, args] of checks) {
    await step(title, () => run(process.execPath, args, { cwd: root })).catch((error) => failures.push(error));
  }
  await buildAll().catch((error) => failures.push(error));
  if (failures.length > 0) throw new StepFailed(failures.map((error) => error.message).join("\n\n"));
} catch (error) {
  process.stderr.write(`${error instanceof StepFailed ? error.message : error instanceof Error ? error.stack : error}\n`);
  process.exitCode = 1;
}
