import { CommandError } from "./command-error.ts";
import { requireDoor, urlFlag } from "./door.ts";
import { helpRows, parseFlags } from "./flags.ts";
import { renderHelp } from "./help.ts";

const flags = [
  urlFlag,
  { name: "local", value: null, help: "only forget it here; the token lives on until it is revoked or runs out" },
] as const;

/** Revokes the token of this machine and forgets it. When the door cannot be reached the token is kept: it would still open the door. */
export async function run(argv: readonly string[]): Promise<number> {
  const asked = parseFlags(argv, flags);
  const { origin, call, credentials, tokenFrom } = requireDoor(asked.value("url"));
  if (tokenFrom === "variable")
    throw new CommandError("The token comes from LATCHKEY_TOKEN; unset it, or revoke it with: latchkey tokens revoke <id>", 2);
  const credential = credentials.find(origin);
  if (!asked.isOn("local") && credential) await revoke(() => call("DELETE", `/keys/${credential.keyId}`));
  credentials.forget(origin);
  process.stdout.write(`Signed out at ${origin}.\n`);
  return 0;
}

export function help(): string {
  return renderHelp({
    usage: "latchkey logout [--url <url>] [--local]",
    text: "Revokes the token that latchkey login made, and forgets it.",
    sections: [{ title: "Flags", rows: helpRows(flags) }],
  });
}

/** A token that the door no longer knows is as revoked as can be. */
async function revoke(call: () => Promise<unknown>): Promise<void> {
  try {
    await call();
  } catch (error) {
    if (error instanceof CommandError && error.answered === 401) return;
    if (!(error instanceof CommandError)) throw error;
    throw new CommandError(`${error.message} The token is kept; latchkey logout --local forgets it on this machine alone.`);
  }
}
