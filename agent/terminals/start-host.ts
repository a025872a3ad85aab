import { spawn } from "node:child_process";
import { resolve } from "node:path";

/**
 * Starts the process that holds the terminals, as nobody's child: closing a terminal window, or a signal to everything that was started in it,
 * does not reach it. Whether it stands is seen by asking it. Resolves when it has ended, or could not be started.
 */
export function startHostProcess({ dir, config }: { dir: string; config: string }): Promise<void> {
  // Latchkey's own program, of which this process is the one or the other verb.
  const entry = resolve(process.argv[1] ?? "");
  const child = spawn(process.execPath, [entry, "terminal-host", "--dir", resolve(dir), "--config", resolve(config)], {
    detached: true,
    stdio: "ignore",
    cwd: "/",
  });
  child.unref();
  return new Promise((resolve) => child.once("error", () => resolve()).once("exit", () => resolve()));
}
