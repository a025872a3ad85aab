/** What the agent and its installation are told: which door, with which token, and where its files are. */
import { readFile } from "node:fs/promises";
import type { Env } from "#server/config.ts";
import { CommandError } from "../command-error.ts";
import type { Asked, Flag } from "../flags.ts";

export const agentFlags: readonly Flag[] = [
  { name: "url", value: "url", help: "the door's address [LATCHKEY_URL]" },
  {
    name: "token",
    value: "token",
    help: 'what "Add a machine" shows; better in LATCHKEY_TOKEN, or in a file named by LATCHKEY_TOKEN_FILE',
  },
  { name: "config", value: "path", help: "apps and port rules [latchkey.yaml here, if there is one]" },
  { name: "state-dir", value: "path", help: "where this machine's terminals are reached [one of its own per door and token]" },
];

/** Null when no door is named. */
export function readUrl(asked: Asked, env: Env): URL | null {
  const text = asked.value("url") ?? env["LATCHKEY_URL"];
  if (text === undefined) return null;
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url?.protocol !== "https:" && url?.protocol !== "http:")
    throw new CommandError(`--url: ${JSON.stringify(text.slice(0, 200))} is no http or https address.`, 2);
  return url;
}

export function requireUrl(asked: Asked, env: Env): URL {
  const url = readUrl(asked, env);
  if (url === null) throw new CommandError("--url is missing: the address of the door, such as https://door.example.com.", 2);
  return url;
}

/** Null when none is given. Throws CommandError for one that is none, or a file that cannot be read. */
export async function readToken(asked: Asked, env: Env): Promise<string | null> {
  const text = asked.value("token") ?? env["LATCHKEY_TOKEN"] ?? (await readTokenFile(env["LATCHKEY_TOKEN_FILE"]));
  if (text === undefined || text === "") return null;
  if (!/^lk_[0-9a-z]{16}_[0-9A-Za-z]{32}$/.test(text)) throw new CommandError("--token is no token: it looks like lk_…_….", 2);
  return text;
}

export async function requireToken(asked: Asked, env: Env): Promise<string> {
  const token = await readToken(asked, env);
  if (token === null) throw new CommandError('--token is missing: "Add a machine" on the door\'s Home makes one.', 2);
  return token;
}

async function readTokenFile(path: string | undefined): Promise<string | undefined> {
  if (path === undefined) return undefined;
  try {
    return (await readFile(path, "utf8")).trim();
  } catch {
    throw new CommandError(`LATCHKEY_TOKEN_FILE: ${path} cannot be read.`, 2);
  }
}
