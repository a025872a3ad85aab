/** `latchkey agent`: this machine as a workspace. Prints what happens to its connection; ends when the door says that it is not wanted. */
import { environment } from "#server/config.ts";
import { CommandError } from "./command-error.ts";
import { helpRows, parseFlags, type Flag } from "./flags.ts";
import { renderHelp } from "./help.ts";

const flags: readonly Flag[] = [
  { name: "url", value: "url", help: "the door's address [LATCHKEY_URL]" },
  {
    name: "token",
    value: "token",
    help: 'what "Add a machine" shows; better in LATCHKEY_TOKEN, or in a file named by LATCHKEY_TOKEN_FILE',
  },
  { name: "config", value: "path", help: "apps and port rules [latchkey.yaml here, if there is one]" },
  { name: "state-dir", value: "path", help: "where this machine's terminals are reached [one of its own per door and token]" },
];

export async function run(argv: readonly string[]): Promise<number> {
  const asked = parseFlags(argv, flags);
  const env = environment();
  const url = requireUrl(asked.value("url") ?? env["LATCHKEY_URL"]);
  const token = requireToken(asked.value("token") ?? env["LATCHKEY_TOKEN"] ?? (await readTokenFile(env["LATCHKEY_TOKEN_FILE"])));
  const [
    { connectAgent },
    { openAgentConfig },
    { readFacts },
    { createPortList },
    { createTerminalLink },
    { startHostProcess },
    { findStateDir },
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
    import("#package.json"),
    import("node:fs"),
  ]);
  const path = asked.value("config") ?? "latchkey.yaml";
  if (asked.value("config") !== undefined && !existsSync(path)) throw new CommandError(`--config: there is no ${path}.`, 2);
  const config = await openAgentConfig(path);
  const dir = asked.value("state-dir") ?? findStateDir({ url, token }, env);
  const terminals = createTerminalLink({ dir, start: () => startHostProcess({ dir, config: path }) });
  const connection = connectAgent({
    ...{ url, token, version, rules: config.rules, openTerminals: terminals.open },
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
  if (why !== null) throw new CommandError(why, 1);
  return 0;
}

export function help(): string {
  return renderHelp({
    usage: "latchkey agent --url <url> --token <token>",
    text: [
      "Makes this machine a workspace: its ports and apps open in the door, through one connection that this machine dials. Nothing has to be",
      'opened in a firewall. The door\'s owner makes the token on Home, with "Add a machine".',
    ].join("\n"),
    sections: [{ title: "Flags", rows: helpRows(flags) }],
    examples: [["LATCHKEY_TOKEN=lk_… latchkey agent --url https://door.example.com", "keeps the token out of the list of processes"]],
  });
}

function requireUrl(text: string | undefined): URL {
  if (text === undefined) throw new CommandError("--url is missing: the address of the door, such as https://door.example.com.", 2);
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url?.protocol !== "https:" && url?.protocol !== "http:")
    throw new CommandError(`--url: ${JSON.stringify(text.slice(0, 200))} is no http or https address.`, 2);
  return url;
}

function requireToken(text: string | undefined): string {
  if (text === undefined || text === "") throw new CommandError('--token is missing: "Add a machine" on the door\'s Home makes one.', 2);
  if (!/^lk_[0-9a-z]{16}_[0-9A-Za-z]{32}$/.test(text)) throw new CommandError("--token is no token: it looks like lk_…_….", 2);
  return text;
}

async function readTokenFile(path: string | undefined): Promise<string | undefined> {
  if (path === undefined) return undefined;
  const { readFile } = await import("node:fs/promises");
  try {
    return (await readFile(path, "utf8")).trim();
  } catch {
    throw new CommandError(`LATCHKEY_TOKEN_FILE: ${path} cannot be read.`, 2);
  }
}
