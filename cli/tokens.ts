import type { KeyView, Scope } from "#protocol/api.ts";
import { CommandError } from "./command-error.ts";
import { type Door, requireDoor, urlFlag } from "./door.ts";
import { type Asked, helpRows, parseFlags } from "./flags.ts";
import { renderHelp } from "./help.ts";
import { plain, renderTable, shortTime } from "./table.ts";

const flags = [
  urlFlag,
  { name: "name", value: "text", help: "create: what the token is for" },
  { name: "lifetime", value: "time", help: "create: such as 30d [the most that the server allows]" },
  { name: "scopes", value: "list", help: "create: what it may do, such as keys:read,workspaces:read" },
  { name: "json", value: null, help: "create, list: as JSON" },
] as const;

const actions: Readonly<Record<string, (door: Door, asked: Asked) => Promise<string>>> = { create, list, revoke };

export async function run([name, ...argv]: readonly string[]): Promise<number> {
  const action = name === undefined ? undefined : actions[name];
  if (!action) throw new CommandError(`Say what to do with tokens: latchkey tokens ${Object.keys(actions).join("|")}.`, 2);
  const asked = parseFlags(argv, flags, { mostWords: name === "list" ? 0 : 1 });
  process.stdout.write(`${await action(requireDoor(asked.value("url")), asked)}\n`);
  return 0;
}

export function help(): string {
  return renderHelp({
    usage: [
      "latchkey tokens create --name <text> [--lifetime <time>] [--scopes <list>]",
      "latchkey tokens list [--json]",
      "latchkey tokens revoke <id or name>",
    ],
    text: "Keys for programs, over the door's API. A new token is printed once, alone on stdout. It is made by the token that this command uses (latchkey login), lives no longer and ends with it.",
    sections: [{ title: "Flags", rows: helpRows(flags) }],
    examples: [
      ["latchkey tokens create --name backup --lifetime 30d --scopes workspaces:read", ""],
      ["LATCHKEY_TOKEN=… latchkey tokens list --url https://door.example.com", "without latchkey login"],
    ],
  });
}

async function create({ call }: Door, asked: Asked): Promise<string> {
  const name = asked.value("name") ?? asked.rest[0];
  if (name === undefined) throw new CommandError("Say what the token is for: --name backup.", 2);
  const scopes = asked
    .value("scopes")
    ?.split(",")
    .map((scope) => scope.trim()) as Scope[] | undefined;
  const made = await call<{ key: KeyView; token: string }>("POST", "/keys", { name, lifetime: asked.value("lifetime"), scopes });
  if (asked.isOn("json")) return JSON.stringify(made, null, 2);
  const { id, scopes: granted, expiresAt } = made.key;
  process.stderr.write(`Token ${id} for ${granted.join(", ")}, until ${shortTime(expiresAt)}. It is shown this once:\n`);
  return made.token;
}

async function list({ call }: Door, asked: Asked): Promise<string> {
  const tokens = await listTokens(call);
  if (asked.isOn("json")) return JSON.stringify(tokens, null, 2);
  if (tokens.length === 0) return "No tokens. latchkey tokens create makes one.";
  const rows = underParents(tokens, null, "").map(({ key, indent }) => [
    ...[key.id, `${indent}${key.name}${key.current ? " (this one)" : ""}`, key.scopes.join(",")],
    ...[shortTime(key.createdAt), shortTime(key.lastUsedAt), sayEnd(key)],
  ]);
  return renderTable(["ID", "NAME", "SCOPES", "CREATED", "LAST USED", "EXPIRES"], rows);
}

async function revoke({ call }: Door, asked: Asked): Promise<string> {
  const wanted = asked.rest[0] ?? asked.value("name");
  if (wanted === undefined) throw new CommandError("Say which token: its id or name (latchkey tokens list).", 2);
  const tokens = await listTokens(call);
  const byId = tokens.filter(({ id }) => id === wanted);
  const found = byId.length > 0 ? byId : tokens.filter(({ name }) => name === wanted);
  const [key, another] = found;
  if (!key) throw new CommandError(`There is no token ${JSON.stringify(plain(wanted))}; latchkey tokens list shows them.`);
  if (another)
    throw new CommandError(`${found.length} tokens are called ${JSON.stringify(plain(wanted))}; give the id (latchkey tokens list).`);
  await call("DELETE", `/keys/${encodeURIComponent(key.id)}`);
  return `Token ${key.id} (${plain(key.name)}) is revoked. It opens nothing within 5 seconds.`;
}

/** What a token made stands under it, as it ends with it. */
function underParents(tokens: readonly KeyView[], parent: string | null, indent: string): { key: KeyView; indent: string }[] {
  const isKnown = (id: string | null) => tokens.some((token) => token.id === id);
  const here = tokens.filter(({ parentId }) => (isKnown(parentId) ? parentId : null) === parent);
  return here.flatMap((key) => [{ key, indent }, ...underParents(tokens, key.id, `${indent}└ `)]);
}

function sayEnd({ scopes, expiresAt, longerThanAllowed }: KeyView): string {
  if (scopes.includes("agent")) return "with its machine";
  return `${shortTime(expiresAt)}${longerThanAllowed ? " (longer than is allowed now)" : ""}`;
}

async function listTokens(call: Door["call"]): Promise<KeyView[]> {
  const { keys } = await call<{ keys: KeyView[] }>("GET", "/keys");
  return keys.filter(({ kind }) => kind === "token");
}
