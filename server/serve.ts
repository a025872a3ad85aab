/** `latchkey serve` as a process: opens the door, prints where it is, closes it in order on Ctrl-C or SIGTERM. */
import { isConfigError } from "./config.ts";
import { openDoor } from "./main.ts";

/** A second signal, or this long without success, ends the process at once. */
const mostShutdownMs = 9_000;

/** Resolves with the exit code once the door is closed; 1 when it could not be opened. Throws ConfigError for what was asked wrongly. */
export async function serve({ argv, env }: { argv: readonly string[]; env: NodeJS.ProcessEnv }): Promise<number> {
  // Heard from the first moment: a stop while the door opens is as orderly as one later.
  const orphaned = env["npm_command"] === "exec" ? [orphaning()] : [];
  const signalled = nextSignal();
  const door = await openDoor({ argv, env }).catch((error: unknown) => {
    if (isConfigError(error)) throw error;
    // What hinders the start says itself what to do: an unreachable database, a missing build.
    process.stderr.write(`latchkey: ${error instanceof Error ? error.message : String(error)}\n`);
    return null;
  });
  if (!door) return 1;
  process.stdout.write(presentDoor(door.accessUrl, door.setupCode));
  const signal = await Promise.race([signalled, ...orphaned]);
  process.stdout.write(`\nClosing the door (${signal}).\n`);
  const forced = setTimeout(() => process.exit(1), mostShutdownMs).unref();
  void nextSignal().then(() => process.exit(130));
  await door.close();
  clearTimeout(forced);
  return 0;
}

/** One box with the URL, and what a first visitor needs. */
function presentDoor(accessUrl: string, setupCode: string | null): string {
  const lines = ["Latchkey is open at", accessUrl, ...(setupCode ? ["", `Set-up code: ${setupCode}`] : [])];
  const width = Math.max(...lines.map((line) => line.length)) + 4;
  const row = (text: string) => `│  ${text.padEnd(width - 2)}│\n`;
  return `\n┌${"─".repeat(width)}┐\n${lines.map(row).join("")}└${"─".repeat(width)}┘\n`;
}

function nextSignal(): Promise<string> {
  return new Promise((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => resolve(signal));
  });
}

/**
 * `npx latchkey serve` puts a shell in between, which a SIGTERM to npx ends without a word to its child: the door would stay open, unwatched.
 * So under npx the end of the parent is the order to stop. Elsewhere a parent may go away and mean nothing by it (nohup, a service manager).
 */
function orphaning(): Promise<string> {
  const parent = process.ppid;
  return new Promise((resolve) => {
    const timer = setInterval(() => {
      if (process.ppid === parent) return;
      clearInterval(timer);
      resolve("npx ended");
    }, 500).unref();
  });
}
