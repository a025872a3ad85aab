// @ts-check
/** A regional proxy of the door: `latchkey proxy`, a process of its own, with a processor like the door's. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import { ask, findFreePort } from "./door.mjs";
import { commandAt, endWithUs } from "./places.mjs";
import { readMemory } from "./process-numbers.mjs";

const connectWithinMs = 30_000;

/**
 * Adds a proxy, starts it and waits until it has the door. Machines dial it by themselves, a moment later.
 * @param {{packageDir: string, door: {port: number, origin: string}, cookie: string}} options
 */
export async function startProxy({ packageDir, door: { port: doorPort, origin }, cookie }) {
  const host = new URL(origin).host;
  const headers = { cookie, origin, "content-type": "application/json" };
  const added = await ask({ port: doorPort, path: "/api/v1/proxies", host, method: "POST", headers, body: { name: "Sydney" } });
  if (added.status !== 201) throw new Error(`Adding a proxy was answered ${added.status}: ${added.body}`);
  const { token } = JSON.parse(added.body);
  const port = await findFreePort();
  const name = `sydney.latchkey.localhost:${port}`;
  const flags = ["--primary-url", origin, "--http-address", `127.0.0.1:${port}`, "--access-url", `http://${name}`];
  const [command, args] = commandAt("proxy", process.execPath, [
    ...["dist/latchkey.js", "proxy", ...flags],
    ...["--wildcard-access-url", `*.${name}`],
  ]);
  const env = { PATH: process.env["PATH"], HOME: process.env["HOME"], LATCHKEY_TOKEN: token };
  const child = spawn(command, args, { cwd: packageDir, env: /** @type {any} */ (env), stdio: ["ignore", "pipe", "pipe"] });
  endWithUs(child);
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (said += chunk));
  const ended = once(child, "exit");
  const until = performance.now() + connectWithinMs;
  while (!said.includes("Connected to the door")) {
    if (child.exitCode !== null || performance.now() > until) throw new Error(`The proxy does not connect:\n${said}`);
    await delay(50);
  }
  return {
    port,
    /** What its app hosts end with. */
    apps: name,
    pid: /** @type {number} */ (child.pid),
    readMemory: () => readMemory(/** @type {number} */ (child.pid)),
    async stop() {
      child.kill("SIGTERM");
      await ended;
    },
  };
}
