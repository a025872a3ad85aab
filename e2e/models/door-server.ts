/** The real production server in a process of its own: started, killed and started again on the same port and data. */
import { spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { packageDir, runLatchkey, smallEnvironment, type CommandResult } from "./cli.ts";
import { findFreePort } from "./free-port.ts";
import { createHttpClient, type HttpClient } from "./http-client.ts";
import { findProcessTree, killAllNow } from "./processes.ts";
import { makeShellHome } from "./shell-home.ts";

export interface DoorOptions {
  /** Flags of `latchkey serve` by their name without dashes; true for one without a value. */
  flags?: Record<string, string | true>;
  env?: Record<string, string>;
  /** Fixed when another part of the test must know it before. */
  port?: number;
  /** Directory of the built package to serve from; another build for a deploy. */
  packageDir?: string;
}

export interface DoorServer {
  readonly port: number;
  /** Origin of the access URL, as a browser writes it. */
  readonly origin: string;
  readonly dataDir: string;
  /** Of the running server; 0 when it is not running. */
  readonly pid: number;
  start(): Promise<void>;
  /** Ends the server as an administrator does and gives its exit code. Does nothing to one that has ended. */
  stop(signal?: "SIGTERM" | "SIGINT"): Promise<number | null>;
  /** Ends it as a power cut does. */
  kill(): Promise<void>;
  /** Stops, takes the changes over and starts on the same port and data. */
  restart(changes?: Pick<DoorOptions, "flags" | "env" | "packageDir">): Promise<void>;
  /** A new program with an empty cookie jar; `origin` for an alias of the door. */
  client(origin?: string): HttpClient;
  /** `latchkey …` on this door's data. */
  latchkey(args: string[], input?: string): Promise<CommandResult>;
  /** Everything that it wrote, all starts together. */
  log(): string;
  isRunning(): boolean;
  /** Kills it and deletes its data. */
  close(): Promise<void>;
}

/** How long a start may take on a slow machine that does other things besides, in milliseconds. */
const startTimeoutMs = 60_000;

/** Prepares a door and its data directory; `start` runs it. */
export async function createDoorServer(options: DoorOptions = {}): Promise<DoorServer> {
  const port = options.port ?? (await findFreePort());
  const dataDir = mkdtempSync(join(tmpdir(), "latchkey-door-"));
  // A login shell of somebody's own home does what they have told it to, and one that is killed meanwhile may leave a lock for the next.
  const home = makeShellHome();
  let settings = options;
  let child: ChildProcess | null = null;
  let log = "";
  const accessUrl = () => settings.flags?.["access-url"] ?? settings.env?.["LATCHKEY_ACCESS_URL"] ?? `http://latchkey.localhost:${port}`;
  const origin = () => new URL(String(accessUrl())).origin;
  const ended = (process: ChildProcess) =>
    process.exitCode !== null || process.signalCode !== null ? Promise.resolve() : new Promise((resolve) => process.once("exit", resolve));

  const door: DoorServer = {
    port,
    dataDir,
    get origin() {
      return origin();
    },
    get pid() {
      return child?.pid ?? 0;
    },
    async start() {
      const dir = settings.packageDir ?? packageDir;
      const args = [
        `${dir}/dist/latchkey.js`,
        "serve",
        ...listFlags({ "http-address": `127.0.0.1:${port}`, "data-dir": dataDir, ...settings.flags }),
      ];
      const started = spawn(process.execPath, args, {
        cwd: dir,
        env: smallEnvironment({ ...home.env, ...settings.env }),
        stdio: ["ignore", "pipe", "pipe"],
      });
      child = started;
      started.stdout.on("data", (chunk) => (log += String(chunk)));
      started.stderr.on("data", (chunk) => (log += String(chunk)));
      const until = Date.now() + startTimeoutMs;
      while (!(await answersHealthz(door.client()))) {
        if (!door.isRunning()) throw new Error(`The door ended while starting:\n${log}`);
        if (Date.now() > until) throw new Error(`The door does not answer after ${startTimeoutMs} ms:\n${log}`);
        await delay(50);
      }
    },
    async stop(signal = "SIGTERM") {
      if (!child) return null;
      child.kill(signal);
      await ended(child);
      return child.exitCode;
    },
    async kill() {
      if (!child || !door.isRunning() || !child.pid) return;
      killAllNow(findProcessTree(child.pid));
      await ended(child);
    },
    async restart(changes = {}) {
      await door.stop();
      settings = { ...settings, ...changes };
      await door.start();
    },
    client: (from = origin()) => createHttpClient(from, { port, tls: settings.flags?.["tls-cert-file"] !== undefined }),
    latchkey: (args, input) =>
      runLatchkey([...args, "--data-dir", dataDir], {
        ...(settings.packageDir ? { packageDir: settings.packageDir } : {}),
        ...(input === undefined ? {} : { input }),
        ...(settings.env && { env: settings.env }),
      }),
    log: () => log,
    isRunning: () => child !== null && child.exitCode === null && child.signalCode === null,
    async close() {
      await door.kill();
      rmSync(dataDir, { recursive: true, force: true, maxRetries: 3 });
      home.remove();
    },
  };
  return door;
}

function listFlags(flags: DoorOptions["flags"] = {}): string[] {
  return Object.entries(flags).flatMap(([name, value]) => (value === true ? [`--${name}`] : [`--${name}`, value]));
}

async function answersHealthz(client: HttpClient): Promise<boolean> {
  try {
    return (await client.get("/healthz")).status === 200;
  } catch {
    return false; // not listening yet
  }
}
