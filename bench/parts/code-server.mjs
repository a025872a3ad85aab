// @ts-check
/** code-server's own proxy, `/proxy/<port>`, behind its password, which is what people open the ports of a machine with today. */
import { hash } from "@node-rs/argon2";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { ask, findFreePort, person } from "./door.mjs";
import { installCodeServer } from "./peer-packages.mjs";
import { commandAt, endWithUs } from "./places.mjs";

const startWithinMs = 60_000;

/** @param {number} appPort */
export async function startCodeServer(appPort) {
  const { node, entry } = await installCodeServer();
  const dir = mkdtempSync(join(tmpdir(), "latchkey-bench-code-server-"));
  const port = await findFreePort();
  const options = [
    "--auth",
    "password",
    "--disable-telemetry",
    "--disable-update-check",
    "--user-data-dir",
    dir,
    "--extensions-dir",
    join(dir, "extensions"),
  ];
  const [command, args] = commandAt("proxy", node, [
    entry,
    "--bind-addr",
    `127.0.0.1:${port}`,
    "--config",
    join(dir, "config.yaml"),
    ...options,
  ]);
  const env = { PATH: process.env["PATH"], HOME: dir, HASHED_PASSWORD: await hash(person.password) };
  const child = spawn(command, args, { env: /** @type {any} */ (env), stdio: ["ignore", "pipe", "pipe"] });
  endWithUs(child);
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (said += chunk));
  const ended = once(child, "exit");
  const host = `127.0.0.1:${port}`;
  const until = performance.now() + startWithinMs;
  while ((await ask({ port, path: "/healthz", host }).catch(() => null))?.status !== 200) {
    if (child.exitCode !== null || performance.now() > until) throw new Error(`code-server does not start: ${said.slice(-400)}`);
    await delay(100);
  }
  const form = `base=.&href=&password=${encodeURIComponent(person.password)}`;
  const headers = { "content-type": "application/x-www-form-urlencoded", origin: `http://${host}` };
  const { cookies, status } = await ask({ port, path: "/login", host, method: "POST", headers, text: form });
  const [cookie] = cookies;
  if (!cookie) throw new Error(`code-server answered the sign-in by ${status}, without a cookie.`);
  return {
    target: { port, path: `/proxy/${appPort}`, headers: { host, cookie: cookie.split(";", 1)[0] ?? "" } },
    async stop() {
      child.kill("SIGTERM");
      await Promise.race([ended, delay(5_000)]);
      child.kill("SIGKILL");
      await ended;
      rmSync(dir, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
    },
  };
}
