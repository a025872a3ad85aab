// @ts-check
/**
 * A machine of the signed-in person's that is reached through the tunnel of its agent: `latchkey agent`, a process of its own. It has not the
 * door's processor, as a machine elsewhere has not.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { ask } from "./door.mjs";
import { commandAt, endWithUs } from "./places.mjs";

const connectWithinMs = 30_000;

/**
 * Adds a machine, starts its agent and waits until the door has it.
 * @param {{packageDir: string, door: {port: number, origin: string}, cookie: string, name: string, nodeOptions?: string[]}} options
 */
export async function startAgent({ packageDir, door: { port, origin }, cookie, name, nodeOptions = [] }) {
  const host = new URL(origin).host;
  const headers = { cookie, origin, "content-type": "application/json" };
  const added = await ask({ port, path: "/api/v1/workspaces", host, method: "POST", headers, body: { name } });
  if (added.status !== 201) throw new Error(`Adding a machine was answered ${added.status}: ${added.body}`);
  const { workspace, token } = JSON.parse(added.body);
  const dir = mkdtempSync(join(tmpdir(), "latchkey-bench-agent-"));
  // What holds its terminals is nobody's child, and ends when its directory is gone.
  const remove = () => rmSync(dir, { recursive: true, force: true });
  process.once("exit", remove);
  const entry = join(packageDir, "dist/latchkey.js");
  const [command, args] = commandAt("app", process.execPath, [...nodeOptions, entry, "agent", "--url", origin, "--state-dir", dir]);
  const env = { PATH: process.env["PATH"], HOME: dir, LATCHKEY_TOKEN: token };
  const child = spawn(command, args, { cwd: dir, env: /** @type {any} */ (env), stdio: ["ignore", "pipe", "pipe"] });
  endWithUs(child);
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (said += chunk));
  const ended = once(child, "exit");
  const until = performance.now() + connectWithinMs;
  const path = `/api/v1/workspaces/${workspace.id}`;
  while (JSON.parse((await ask({ port, path, host, headers: { cookie } })).body).state !== "online") {
    if (child.exitCode !== null || performance.now() > until) throw new Error(`The agent does not connect:\n${said}`);
    await delay(100);
  }
  return {
    workspaceId: /** @type {string} */ (workspace.id),
    pid: /** @type {number} */ (child.pid),
    async stop() {
      child.kill("SIGTERM");
      await ended;
      remove();
      process.off("exit", remove);
    },
  };
}
