import type { SessionView } from "#protocol/api.ts";
import { requireDoor, urlFlag } from "./door.ts";
import { helpRows, parseFlags } from "./flags.ts";
import { renderHelp } from "./help.ts";
import { plain, shortTime } from "./table.ts";

const flags = [urlFlag, { name: "json", value: null, help: "as JSON" }] as const;

export async function run(argv: readonly string[]): Promise<number> {
  const asked = parseFlags(argv, flags);
  const { origin, call } = requireDoor(asked.value("url"));
  const session = await call<SessionView>("GET", "/session");
  process.stdout.write(`${asked.isOn("json") ? JSON.stringify({ url: origin, ...session }, null, 2) : describe(session, origin)}\n`);
  return 0;
}

export function help(): string {
  return renderHelp({
    usage: "latchkey whoami [--url <url>] [--json]",
    text: "Who this machine is signed in as, and with which key. Exit code 1 when it is not.",
    sections: [{ title: "Flags", rows: helpRows(flags) }],
  });
}

function describe({ user, key }: SessionView, origin: string): string {
  return `${plain(user.name)} (${plain(user.email)}), ${user.role} at ${origin}, with the key "${plain(key.name)}" until ${shortTime(key.expiresAt)}.`;
}
