// @ts-check
/** `npm run fuzz [minutes]`: hostile bytes for that long (1 when nothing is said), from a new seed, which is printed and repeats the run. */
import { randomBytes } from "node:crypto";
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { ensureInstalled, requireNode } from "./install.mjs";
import { endOf, StepFailed } from "./progress.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const minutes = Number(process.argv[2] ?? 1);
try {
  if (!(minutes > 0)) throw new StepFailed("Say for how many minutes: npm run fuzz 10");
  requireNode();
  await ensureInstalled(root);
  const { buildAll } = await import("./build.mjs");
  await buildAll();
  const seed = process.env["FUZZ_SEED"] ?? randomBytes(6).toString("hex");
  console.log(`Seed ${seed}; FUZZ_SEED=${seed} repeats it.`);
  const env = { ...process.env, FUZZ_SEED: seed, FUZZ_MINUTES: String(minutes) };
  const args = ["node_modules/@playwright/test/cli.js", "test", "e2e/fuzz", "--no-deps", "--workers=1"];
  process.exitCode = await endOf(spawn(process.execPath, args, { cwd: root, env, stdio: ["ignore", "inherit", "inherit"] }));
} catch (error) {
  process.stderr.write(`${error instanceof StepFailed ? error.message : error instanceof Error ? error.stack : error}\n`);
  process.exitCode = 1;
}
