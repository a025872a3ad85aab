/** An agent that the system starts: what it is called, what it runs, and where its files are. */
import { readdirSync, readFileSync, realpathSync } from "node:fs";
import { join } from "node:path";
import type { Env } from "#server/config.ts";
import { CommandError } from "../command-error.ts";
import { findConfigDir } from "../config-dir.ts";

export interface InstalledAgent {
  /** `latchkey-agent`; another one on the same machine has the door's host in its name. */
  name: string;
  /** The door's origin. */
  door: string;
  /** Node, Latchkey's entry, and what it is told. The token is not among it. */
  program: readonly string[];
  /** Where latchkey.yaml is. */
  directory: string;
  tokenFile: string;
}

export const firstName = "latchkey-agent";

/** The agents that are installed, as their files say. `ending`: of the files' names. */
export function listInstalled(dir: string, ending: string): { name: string; door: string }[] {
  return list(dir)
    .filter((file) => file.startsWith(firstName) && file.endsWith(ending))
    .map((file) => ({ name: file.slice(0, -ending.length), door: readDoor(readFileSync(join(dir, file), "utf8")) }))
    .filter((each): each is { name: string; door: string } => each.door !== null)
    .sort((a, b) => a.name.localeCompare(b.name));
}

/** What the agent of a door is, or will be, called. Throws CommandError when another door's is called so. */
export function findName(door: string, installed: readonly { name: string; door: string }[]): string {
  const own = installed.find((each) => each.door === door);
  if (own) return own.name;
  const taken = new Map(installed.map((each) => [each.name, each.door]));
  if (!taken.has(firstName)) return firstName;
  const name = `${firstName}-${hostName(door)}`;
  if (!taken.has(name)) return name;
  throw new CommandError(
    `${name} is the agent of ${taken.get(name) ?? ""}: latchkey agent uninstall --url ${taken.get(name) ?? ""} first.`,
  );
}

export function findTokenFile(door: string, env: Env): string {
  return join(findConfigDir(env), "latchkey", `agent-${hostName(door)}.token`);
}

/** The file of this very program. Throws CommandError where it will not stay. */
export function requireEntry(path: string): string {
  const entry = realpathSync(path);
  if (/[\\/](?:_npx|dlx|dlx-[^\\/]*)[\\/]/.test(entry))
    throw new CommandError(
      `Latchkey runs from a cache here (${entry}), which may be cleaned at any time, and the agent would be gone with it. ` +
        "Install it for good, such as with npm install --global, and run latchkey agent install from there.",
    );
  return entry;
}

/** Neither systemd nor launchd has a way to write these in every place. */
export function requirePlainPath(path: string): string {
  if (/[\p{Cc}]|[\s\\]$/u.test(path))
    throw new CommandError(`${JSON.stringify(path)} has a character in it that a service cannot have in its paths.`, 2);
  return path;
}

/** Of either kind of file, both of which this program wrote: an origin has no character that would be escaped. */
function readDoor(text: string): string | null {
  return /"--url" "([^"]+)"|<string>--url<\/string>\s*<string>([^<]+)</.exec(text)?.slice(1).find(Boolean) ?? null;
}

/** A port is parted by what no host has in it; the brackets of an IPv6 address become hyphens. */
function hostName(door: string): string {
  const { hostname, port } = new URL(door);
  return [hostname.replace(/[^0-9a-z.-]/g, "-"), ...(port ? [port] : [])].join("_");
}

function list(dir: string): string[] {
  try {
    return readdirSync(dir);
  } catch {
    return [];
  }
}
