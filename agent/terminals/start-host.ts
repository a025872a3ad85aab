import { spawn } from "node:child_process";
import { resolve } from "node:path";
import type { Environment } from "./shell.ts";

/**
 * Starts the process that holds the terminals, as nobody's child: closing a terminal window, or a signal to everything that was started in it,
 * does not reach it. Whether it stands is seen by asking it. Resolves when it has ended, or could not be started.
 */
export function startHostProcess({ dir, config, env }: { dir: string; config: string; env: Environment }): Promise<void> {
  // Latchkey's own program, of which this process is the one or the other verb.
  const entry = resolve(process.argv[1] ?? "");
  const child = spawn(process.execPath, [entry, "terminal-host", "--dir", resolve(dir), "--config", resolve(config)], {
    detached: true,
    stdio: "ignore",
    cwd: "/",
    env: withoutSettings(env),
  });
  child.unref();
  return new Promise((resolve) => child.once("error", () => resolve()).once("exit", () => resolve()));
}

/** Settings of Latchkey, tokens and secrets among them: whatever runs in a terminal could read them from this process (/proc/<pid>/environ). */
function withoutSettings(env: Environment): NodeJS.ProcessEnv {
  const kept: Record<string, string | undefined> = { ...env };
  for (const name of Object.keys(kept)) if (/^latchkey_/i.test(name)) delete kept[name];
  return kept as NodeJS.ProcessEnv;
}
