// @ts-check
/** wetty, a terminal in the browser of many years' standing, with the script in it. As root it starts the command itself, otherwise by ssh. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import { ask, findFreePort } from "./door.mjs";
import { installWetty } from "./peer-packages.mjs";
import { commandAt, endWithUs } from "./places.mjs";

const startWithinMs = 30_000;

/** @param {string} command one word: a file that can be run */
export async function startWetty(command) {
  if (process.getuid?.() !== 0) throw new Error("it starts a program without ssh only where it runs as root.");
  const entry = await installWetty();
  const port = await findFreePort();
  const options = ["--host", "127.0.0.1", "--port", String(port), "--base", "/", "--command", command, "--log-level", "error"];
  const [file, args] = commandAt("proxy", process.execPath, [entry, ...options]);
  const env = { PATH: process.env["PATH"], HOME: process.env["HOME"], NODE_ENV: "production" };
  const child = spawn(file, args, { env: /** @type {any} */ (env), stdio: ["ignore", "pipe", "pipe"] });
  endWithUs(child);
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (said += chunk));
  const ended = once(child, "exit");
  const until = performance.now() + startWithinMs;
  while ((await ask({ port, path: "/", host: `127.0.0.1:${port}` }).catch(() => null))?.status !== 200) {
    if (child.exitCode !== null || performance.now() > until) throw new Error(`it does not start: ${said.slice(-400)}`);
    await delay(100);
  }
  return {
    url: `ws://127.0.0.1:${port}/socket.io/?EIO=4&transport=websocket`,
    async stop() {
      child.kill("SIGKILL");
      await ended;
    },
  };
}
