import { mkdirSync, realpathSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, isAbsolute, join, resolve } from "node:path";
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

/**
 * Makes the data directory for its owner alone (0700) where it is not there yet. One that is there keeps its mode, and is refused where others
 * may write: they could replace secrets and database whatever the modes of those (G12). `asRoot`: commands that an administrator runs as root on
 * the data of the server's own user.
 */
export function openDataDir(path: string, from: string, { asRoot = false } = {}): void {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    if (!statSync(path).isDirectory()) return;
  } catch (error) {
    throw new ConfigError(from, `cannot be made at ${quote(path)} (${codeOf(error)}); give a directory that this user may write.`);
  }
  requireOwn(path, from, { what: "directory", asRoot });
}

/**
 * The same for an SQLite file that is there, wherever a link leads, and for the directory it really lies in: SQLite keeps its journals beside it, and
 * believes what it finds there.
 */
export function requireOwnDatabase(databaseUrl: string, from: string, { asRoot = false } = {}): void {
  if (!databaseUrl.startsWith("file:")) return;
  const path = databaseUrl.slice("file:".length).split("?", 1)[0] ?? "";
  const file = findReal(path);
  if (file !== null) requireOwn(file, from, { what: "database file", asRoot });
  const directory = file === null ? findReal(dirname(path)) : dirname(file);
  if (directory !== null) requireOwn(directory, from, { what: "directory", asRoot });
}

/** Where a path leads; null when it is not there, or not to be looked at: opening it says what is the matter. */
function findReal(path: string): string | null {
  try {
    return realpathSync(path);
  } catch {
    return null;
  }
}

/** Refused and not just mentioned, as a secrets file that others may read is. */
function requireOwn(path: string, from: string, { what, asRoot }: { what: string; asRoot: boolean }): void {
  if (process.platform === "win32") return;
  const { mode, uid } = statSync(path);
  const own = process.getuid?.() ?? uid;
  if (uid !== own && !(asRoot && own === 0))
    throw new ConfigError(
      from,
      `${what} ${quote(path)} belongs to another user (id ${uid}), who could replace what is in it; give one of your own, or run chown ${own} on it.`,
    );
  if ((mode & 0o022) !== 0)
    throw new ConfigError(
      from,
      `${what} ${quote(path)} can be written by others, who could replace database and secrets; run chmod go-w on it, and look at what is in it first.`,
    );
}
