/** `latchkey agent` as a process of its own, as it runs on another machine. */
import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { packageDir, smallEnvironment } from "./cli.ts";
import { makeScratchDir } from "./scratch.ts";

export interface AgentProcess {
  /** Resolves when it has ended, with everything it printed. */
  readonly ended: Promise<{ exitCode: number | null; output: string }>;
  /** Stops or wakes the process itself. */
  signal(signal: "SIGSTOP" | "SIGCONT"): void;
  /** Everything it has printed so far. */
  log(): string;
  stop(): Promise<void>;
}

/** `config`: the text of its latchkey.yaml. */
export function startAgent({ url, token, config }: { url: string; token: string; config?: string }): AgentProcess {
  const scratch = makeScratchDir("agent");
  if (config !== undefined) writeFileSync(join(scratch.dir, "latchkey.yaml"), config);
  const child = spawn(process.execPath, [`${packageDir}/dist/latchkey.js`, "agent", "--url", url], {
    cwd: scratch.dir,
    env: smallEnvironment({ HOME: scratch.dir, LATCHKEY_TOKEN: token }),
    stdio: "pipe",
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (text: Buffer) => (output += text.toString()));
  const ended = new Promise<{ exitCode: number | null; output: string }>((resolve) => {
    child.once("close", (exitCode) => {
      scratch.remove();
      resolve({ exitCode, output });
    });
  });
  return {
    ended,
    log: () => output,
    signal: (signal) => void child.kill(signal),
    async stop() {
      child.kill("SIGTERM");
      await ended;
    },
  };
}
