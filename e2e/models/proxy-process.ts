/** `latchkey proxy` as a process of its own, as it runs in another place. */
import { spawn } from "node:child_process";
import { packageDir, smallEnvironment } from "./cli.ts";
import { findFreePort } from "./free-port.ts";
import { findProcessTree, killAllNow } from "./processes.ts";

export interface ProxyOptions {
  primaryUrl: string;
  token: string;
  /** Of 127.0.0.1, where it listens; a free one when it is not given. */
  port?: number;
  /** `{port}` in these two stands for the port. */
  accessUrl: string;
  wildcard: string;
  /** More flags of `latchkey proxy`, by their name without dashes. */
  flags?: Record<string, string>;
  env?: Record<string, string>;
}

export interface ProxyProcess {
  readonly port: number;
  readonly pid: number;
  /** Origin, as a browser writes it. */
  readonly accessUrl: string;
  readonly wildcard: string;
  /** Resolves when it has ended, with everything it printed. */
  readonly ended: Promise<{ exitCode: number | null; output: string }>;
  /** Everything that it printed up to now. */
  output(): string;
  /** Resolves when it has printed `text`; fails when it ends without, or takes longer than a slow machine does. */
  waitFor(text: string): Promise<void>;
  /** Stops or wakes the process itself. */
  signal(signal: "SIGSTOP" | "SIGCONT"): void;
  /** Ends it as an administrator does. Does nothing to one that has ended. */
  stop(): Promise<void>;
  /** Ends it as a power cut does. */
  kill(): Promise<void>;
}

/** How long it may take on a slow machine to say something, in milliseconds. */
const patienceMs = 60_000;

/** Starts it; `waitFor("Connected to the door")` says when the primary has taken it. */
export async function startProxy({ primaryUrl, token, flags = {}, env = {}, ...options }: ProxyOptions): Promise<ProxyProcess> {
  const port = options.port ?? (await findFreePort());
  const [accessUrl, wildcard] = [options.accessUrl, options.wildcard].map((text) => text.replace("{port}", String(port)));
  if (accessUrl === undefined || wildcard === undefined) throw new Error("A proxy needs its addresses.");
  const given = {
    ...{ "primary-url": primaryUrl, "access-url": accessUrl, "wildcard-access-url": wildcard },
    ...{ "http-address": `127.0.0.1:${port}`, ...flags },
  };
  const args = Object.entries(given).flatMap(([name, value]) => [`--${name}`, value]);
  const child = spawn(process.execPath, [`${packageDir}/dist/latchkey.js`, "proxy", ...args], {
    cwd: packageDir,
    env: smallEnvironment({ LATCHKEY_TOKEN: token, ...env }),
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  const waiting = new Set<() => void>();
  const tell = () => waiting.forEach((look) => look());
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (text: Buffer) => {
      output += text.toString();
      tell();
    });
  }
  let hasEnded = false;
  const ended = new Promise<{ exitCode: number | null; output: string }>((resolve) => {
    child.once("close", (exitCode) => {
      hasEnded = true;
      tell();
      resolve({ exitCode, output });
    });
  });
  return {
    port,
    pid: child.pid ?? 0,
    accessUrl: new URL(accessUrl).origin,
    wildcard,
    ended,
    output: () => output,
    waitFor: (text) =>
      new Promise((resolve, reject) => {
        const settle = (end: () => void) => {
          clearTimeout(timer);
          waiting.delete(look);
          end();
        };
        const fail = (why: string) => settle(() => reject(new Error(`The proxy ${why} and did not say "${text}":\n${output}`)));
        const look = () => {
          if (output.includes(text)) settle(resolve);
          else if (hasEnded) fail("ended");
        };
        const timer = setTimeout(() => fail(`runs for ${patienceMs} ms`), patienceMs);
        waiting.add(look);
        look();
      }),
    signal: (signal) => void child.kill(signal),
    async stop() {
      child.kill("SIGTERM");
      await ended;
    },
    async kill() {
      if (!hasEnded && child.pid !== undefined) killAllNow(findProcessTree(child.pid));
      await ended;
    },
  };
}
