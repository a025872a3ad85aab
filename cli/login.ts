/** Signs in like a page does, makes a token, signs out again: what stays on this machine is a key of its own, listed and revoked like any other. */
import { hostname } from "node:os";
import { environment, isLoopbackHost, refuseUnknownVariables } from "#server/config.ts";
import type { KeyView, SessionView } from "#protocol/api.ts";
import { ask, readPassword } from "./ask.ts";
import { CommandError } from "./command-error.ts";
import { openCredentials } from "./credentials.ts";
import { callApi, requireJson, requireOrigin, urlFlag } from "./door.ts";
import { helpRows, parseFlags } from "./flags.ts";
import { renderHelp } from "./help.ts";
import { plain, shortTime } from "./table.ts";

const flags = [
  urlFlag,
  { name: "email", value: "e-mail", help: "yours; else it is asked for" },
  { name: "password-stdin", value: null, help: "the password is the first line of stdin; else it is asked for" },
  { name: "name", value: "text", help: "of the token, in the list of your keys [this machine's name]" },
  { name: "lifetime", value: "time", help: "of the token, such as 30d [the most that the server allows]" },
] as const;

export async function run(argv: readonly string[]): Promise<number> {
  const asked = parseFlags(argv, flags, { mostWords: 1 });
  const env = environment();
  refuseUnknownVariables(env);
  const credentials = openCredentials(env);
  const origin = requireOrigin(asked.value("url") ?? asked.rest[0] ?? env.LATCHKEY_URL ?? credentials.current ?? undefined);
  warnOfPlainHttp(origin);
  const email = asked.value("email") ?? (await ask(`E-mail at ${origin}: `, "--email"));
  const password = await readPassword({ fromStdin: asked.isOn("password-stdin"), question: "Password: ", repeated: false });

  const signedIn = await callApi(origin, { method: "POST", path: "/session", body: { email, password } });
  const { user } = requireJson<Pick<SessionView, "user">>(signedIn, origin);
  const cookie = requireCookie(signedIn.headers["set-cookie"] ?? [], origin);
  try {
    const name = asked.value("name") ?? `Command line on ${hostname()}`.slice(0, 64);
    const made = await callApi(origin, {
      method: "POST",
      path: "/keys",
      headers: { cookie },
      body: { name, lifetime: asked.value("lifetime") },
    });
    const { key, token } = requireJson<{ key: KeyView; token: string }>(made, origin);
    await revokeEarlier(origin, credentials.find(origin)?.token);
    credentials.keep(origin, { token, keyId: key.id, email: user.email, expiresAt: key.expiresAt });
    process.stdout.write(`Signed in at ${origin} as ${plain(user.name)} (${plain(user.email)}) until ${shortTime(key.expiresAt)}.\n`);
    return 0;
  } finally {
    await callApi(origin, { method: "DELETE", path: "/session", headers: { cookie } }).catch(() => null);
  }
}

export function help(): string {
  return renderHelp({
    usage: "latchkey login [--url <url>] [--email <e-mail>] [--password-stdin]",
    text: "Signs in and keeps a token in $XDG_CONFIG_HOME/latchkey/credentials.json, readable by you alone.",
    sections: [{ title: "Flags", rows: helpRows(flags) }],
    examples: [
      ["latchkey login --url https://door.example.com", ""],
      ["latchkey whoami", "later, without naming the door again"],
    ],
  });
}

/** `name=value` of the session cookie, to be sent back. */
function requireCookie(headers: readonly string[], origin: string): string {
  const found = headers.find((header) => /^(__Host-)?latchkey_session-[A-Za-z0-9-]+=[^;]+/.test(header));
  if (found === undefined)
    throw new CommandError(`${origin} gave no session; a proxy before it may take cookies away. Run: latchkey doctor`);
  return found.split(";", 1)[0] ?? "";
}

/** The token of the last login here would stay alive unused; it may be gone already, which is as good. */
async function revokeEarlier(origin: string, token: string | undefined): Promise<void> {
  const id = token?.split("_")[1];
  if (!id) return;
  await callApi(origin, { method: "DELETE", path: `/keys/${id}`, headers: { authorization: `Bearer ${token}` } }).catch(() => null);
}

function warnOfPlainHttp(origin: string): void {
  const url = new URL(origin);
  if (url.protocol === "https:" || isLoopbackHost(url.hostname)) return;
  process.stderr.write(`Warning: ${origin} is plain http; everybody on the way can read the password.\n`);
}
