// @ts-check
/**
 * `npm start`: from a fresh clone to a running door. Installs what is missing, builds what has changed, then becomes the server: it runs in
 * this very process, so signals and the exit code are its own.
 */
import { fileURLToPath } from "node:url";
import { ensureInstalled, requireNode } from "./install.mjs";
import { StepFailed } from "./progress.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));

try {
  requireNode();
  await ensureInstalled(root);
  // Loaded only now: a later part of the build needs the packages.
  const { buildAll } = await import("./build.mjs");
  await buildAll();
} catch (error) {
  process.stderr.write(`${error instanceof StepFailed ? error.message : error instanceof Error ? error.stack : error}\n`);
  process.exit(1);
}

const server = fileURLToPath(new URL("../dist/latchkey.js", import.meta.url));
process.argv = [process.execPath, server, "serve", ...process.argv.slice(2)];
await import(server);
