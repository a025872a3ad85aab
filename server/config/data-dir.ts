import { mkdirSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { isAbsolute, join, resolve } from "node:path";
import { ConfigError, quote } from "./error.ts";
import { codeOf, type Env, type GivenText } from "./given.ts";

/** Where the door keeps what lasts: what was given, else `$XDG_DATA_HOME/latchkey`, else `~/.local/share/latchkey`. Absolute. */
export function dataDirOf(given: GivenText | undefined, env: Env): string {
  const home = env.HOME || homedir();
  if (given) return given.text.startsWith("~/") ? join(home, given.text.slice(2)) : resolve(given.text);
  // A relative XDG_DATA_HOME is to be ignored (XDG Base Directory Specification).
  const base = env.XDG_DATA_HOME && isAbsolute(env.XDG_DATA_HOME) ? env.XDG_DATA_HOME : join(home, ".local", "share");
  return join(base, "latchkey");
}

/** Makes the data directory for its owner alone (0700) where it is not there yet. One that is there keeps its mode. */
export function openDataDir(path: string, from: string): void {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    if (statSync(path).isDirectory()) return;
  } catch (error) {
    throw new ConfigError(from, `cannot be made at ${quote(path)} (${codeOf(error)}); give a directory that this user may write.`);
  }
}
