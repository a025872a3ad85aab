/** `latchkey agent`: this machine as a workspace. Prints what happens to its connection; ends when the door says that it is not wanted. */
import { environment } from "#server/config.ts";
import { agentFlags, requireToken, requireUrl } from "./agent/asked.ts";
import { CommandError, refusedExitCode } from "./command-error.ts";
import { helpRows, parseFlags } from "./flags.ts";
import { renderHelp } from "./help.ts";

export async function run(argv: readonly string[]): Promise<number> {
  const [first, ...rest] = argv;
  if (first === "install") return (await import("./agent/install.ts")).install(rest);
  if (first === "uninstall") return (await import("./agent/uninstall.ts")).uninstall(rest);
  return connect(argv);
}

export function help(): string {
  return renderHelp({
    usage: [
      "latchkey agent --url <url> --token <token>",
      "latchkey agent install --url <url> [--config <path>] [--state-dir <path>]",
      "latchkey agent uninstall [--url <url>]",
    ],
    text: [
      "Makes this machine a workspace: its ports and apps open in the door, through connections that this machine dials. Nothing has to be",
      'opened in a firewall. The door\'s owner makes the token on Home, with "Add a machine".',
      "",
      "install has the system start the agent from now on: a systemd user unit on Linux, a launchd agent on macOS, neither with an",
      "administrator's rights. The token is kept in a file of its own (0600). Run again, it updates what it wrote. uninstall removes all of it.",
    ].join("\n"),
    sections: [{ title: "Flags", rows: helpRows(agentFlags) }],
    examples: [
      ["LATCHKEY_TOKEN=lk_… latchkey agent --url https://door.example.com", "keeps the token out of the list of processes"],
      ["LATCHKEY_TOKEN=lk_… latchkey agent install --url https://door.example.com", "the same from now on"],
    ],
  });
}

async function connect(argv: readonly string[]): Promise<number> {
  const asked = parseFlags(argv, agentFlags);
  const env = environment();
  const url = requireUrl(asked, env);
  const token = await requireToken(asked, env);
  const [
    { connectAgent },
    { openAgentConfig },
    { readFacts },
    { createPortList },
    { createTerminalLink },
    { startHostProcess },
    { findStateDir },
    { readInstance },
    { version },
    { existsSync },
  ] = await Promise.all([
    import("#agent/connect.ts"),
    import("#agent/config.ts"),
    import("#agent/facts.ts"),
    import("#agent/listening-ports.ts"),
    import("#agent/terminals/link.ts"),
    import("#agent/terminals/start-host.ts"),
    import("#agent/state-dir.ts"),
    import("#agent/instance.ts"),
    import("#package.json"),
    import("node:fs"),
  ]);
  const path = asked.value("config") ?? "latchkey.yaml";
  if (asked.value("config") !== undefined && !existsSync(path)) throw new CommandError(`--config: there is no ${path}.`, 2);
  const config = await openAgentConfig(path);
  const dir = asked.value("state-dir") ?? findStateDir({ url, token }, env);
  const terminals = createTerminalLink({ dir, start: () => startHostProcess({ dir, config: path, env }) });
  const connection = connectAgent({
    ...{ url, token, version, instance: readInstance(dir), rules: config.rules, openTerminals: terminals.open },
    sources: {
      ...{ listPorts: createPortList(), readFacts: () => readFacts(version), readApps: config.readApps },
      ...{ listTerminals: terminals.list, onTerminals: terminals.onChange },
    },
    say: (text) => void process.stdout.write(`${text}\n`),
  });
  const stopped = new Promise<null>((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => resolve(null));
  });
  const why = await Promise.race([connection.refused, stopped]);
  connection.close();
  terminals.close();
  if (why !== null) throw new CommandError(why, refusedExitCode);
  return 0;
}
