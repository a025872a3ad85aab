/** `latchkey terminal-host`: the process that holds a machine's terminals. Started by the door and the agent; nobody types it. */
import { runHost } from "#agent/terminals/host-process.ts";
import { environment } from "#server/config.ts";
import { CommandError } from "./command-error.ts";
import { helpRows, parseFlags, type Flag } from "./flags.ts";
import { renderHelp } from "./help.ts";

const flags: readonly Flag[] = [
  { name: "dir", value: "path", help: "where the door or the agent keeps its state" },
  { name: "config", value: "path", help: "latchkey.yaml, for the shell and directory of new terminals" },
];

export async function run(argv: readonly string[]): Promise<number> {
  process.umask(0o077);
  const asked = parseFlags(argv, flags);
  const dir = asked.value("dir");
  if (dir === undefined) throw new CommandError("--dir is missing: where the door or the agent keeps its state.", 2);
  await runHost({ dir, config: asked.value("config") ?? null, env: environment() });
  return 0;
}

export function help(): string {
  return renderHelp({
    usage: "latchkey terminal-host --dir <path>",
    text: "Holds the terminals of this machine, so that they outlive restarts of what started it. It ends by itself.",
    sections: [{ title: "Flags", rows: helpRows(flags) }],
    examples: [],
  });
}
