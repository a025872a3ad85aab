// @ts-check
/**
 * `npm run dev [-- flags of serve]`: pages are compiled on demand by Next, behind our own server, which is bundled again and started again
 * when its source changes.
 */
import { spawn } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { ensureInstalled, requireNode } from "./install.mjs";
import { StepFailed } from "./progress.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const outDir = "dist/dev";
const serve = [`${outDir}/latchkey.js`, "serve", ...process.argv.slice(2)];

try {
  requireNode();
  await ensureInstalled(root);
  const { generateClients } = await import("./build.mjs");
  await generateClients();
} catch (error) {
  process.stderr.write(`${error instanceof StepFailed ? error.message : error instanceof Error ? error.stack : error}\n`);
  process.exit(1);
}
mkdirSync(new URL(`../${outDir}`, import.meta.url), { recursive: true });
writeFileSync(new URL(`../${outDir}/build.json`, import.meta.url), '{"buildId":"dev","dev":true}\n');

/** @type {import("node:child_process").ChildProcess | null} */
let server = null;
let ending = false;
const { watchServer } = await import("./bundle.mjs");
const watching = await watchServer(root, outDir, async () => {
  await stopServer();
  if (ending) return;
  server = spawn(process.execPath, serve, {
    cwd: root,
    stdio: ["ignore", "inherit", "inherit"],
    env: { ...process.env, NEXT_TELEMETRY_DISABLED: "1" },
  });
});

for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM"])) {
  process.on(signal, async () => {
    ending = true;
    await watching.close();
    await stopServer();
    process.exit(0);
  });
}

async function stopServer() {
  const running = server;
  server = null;
  if (!running || running.exitCode !== null || running.signalCode !== null) return;
  const ended = new Promise((resolve) => running.once("close", resolve));
  running.kill("SIGTERM");
  // Pages held open by hot reload would use the whole grace of an orderly end.
  const impatience = setTimeout(() => running.kill("SIGKILL"), 1500);
  await ended;
  clearTimeout(impatience);
}
