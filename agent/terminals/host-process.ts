/**
 * The process that holds the terminals of a machine. It is nobody's child, so that shells outlive restarts and upgrades of agent and door; it ends
 * by itself when it holds nothing, when its directory is gone, or when no agent has come for it for a day.
 */
import { existsSync, mkdirSync, renameSync, rmSync, statSync } from "node:fs";
import { connect, createServer } from "node:net";
import { platform } from "node:os";
import { readDefaults } from "./defaults.ts";
import { openHost } from "./host.ts";
import { findSocketPath } from "./place.ts";
import type { Environment } from "./shell.ts";

const lookEveryMs = 1_000;
/** Without a terminal and without anybody connected. */
const idleMs = 10_000;
/** Counted in looks, not by the clock: a machine that sleeps for a weekend has not abandoned anything. */
const abandonedLooks = 24 * 60 * 60;

/** Resolves when the process may end. `dir`: where its agent keeps its state. `config`: its latchkey.yaml. */
export async function runHost({ dir, config, env }: { dir: string; config: string | null; env: Environment }): Promise<void> {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const path = findSocketPath(dir);
  if (await answers(path)) return; // another was first
  const host = openHost({ env, findDefaults: () => readDefaults(config) });
  let connected = 0;
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    connected += 1;
    socket.setNoDelay(true);
    socket.once("close", () => (connected -= 1));
    host.serve(socket);
  });
  const identity = await listen(server, path);
  if (identity === taken) return host.close();
  const isOurs = () => identity === null || (existsSync(dir) && identity === identify(path));
  await new Promise<void>((resolve) => {
    let quiet = 0;
    const timer = setInterval(() => {
      quiet = connected > 0 ? 0 : quiet + 1;
      const isIdle = host.count() === 0 && quiet * lookEveryMs >= idleMs;
      if (!isOurs() || isIdle || quiet >= abandonedLooks) end();
    }, lookEveryMs);
    const end = () => {
      clearInterval(timer);
      resolve();
    };
    for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, end);
    // Whoever started it may be gone with its terminal; the shells here have terminals of their own.
    process.on("SIGHUP", () => undefined);
  });
  if (identity !== null && isOurs()) rmSync(path, { force: true });
  server.close();
  host.close();
}

const taken = Symbol("taken");

/**
 * Takes the address in one step, so that two that start at once never both answer. Gives what tells this socket from any other; `taken` when
 * another process answers there by now: it may hold terminals already.
 */
async function listen(server: ReturnType<typeof createServer>, path: string): Promise<string | null | typeof taken> {
  const isNamedPipe = platform() === "win32";
  const mine = isNamedPipe ? path : `${path}.${process.pid}`;
  rmSync(mine, { force: true });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(mine, resolve);
  });
  if (isNamedPipe) return null;
  if (await answers(path)) {
    server.close();
    rmSync(mine, { force: true });
    return taken;
  }
  renameSync(mine, path);
  return identify(path);
}

function identify(path: string): string {
  const found = statSync(path, { throwIfNoEntry: false });
  return found ? `${found.dev} ${found.ino}` : "";
}

function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });
}
