/** An agent as a systemd user unit (systemd.service(5), systemd.syntax(7)). */
import { refusedExitCode } from "../command-error.ts";
import type { InstalledAgent } from "./installed-agent.ts";

/** The text of the unit. Whatever it names must be free of line breaks (install.ts holds that). */
export function renderUnit({ door, program, directory, tokenFile }: InstalledAgent): string {
  const [node = "", ...rest] = program;
  return `# Written by "latchkey agent install", which writes it anew; "latchkey agent uninstall" takes it away.
[Unit]
Description=Latchkey agent of ${percent(new URL(door).host)}
# It never gives up: the door may be away for days.
StartLimitIntervalSec=0

[Service]
ExecStart=${[word(node), ...rest.map(argument)].join(" ")}
# Where latchkey.yaml is looked for.
WorkingDirectory=${percent(directory)}
# The token is in a file that its owner alone may read: of a unit's own text, and of a command line, anybody can read it.
Environment=${word(`LATCHKEY_TOKEN_FILE=${tokenFile}`)}
Restart=always
RestartSec=2
# The door wants no more of it: revoked, removed, or another agent in its place. Dialling again would help nothing.
RestartPreventExitStatus=${refusedExitCode}
# Ends the agent and nothing else. Its shells are in a process of their own, the terminal host, and have to outlive a restart of the agent.
KillMode=process

[Install]
WantedBy=default.target
`;
}

/** A word in quotes. Inside them a backslash and a quote are escaped, and everywhere a per cent sign begins a specifier. */
function word(text: string): string {
  return `"${percent(text).replace(/["\\]/g, "\\$&")}"`;
}

/** After the program itself, variables are filled in, quotes or not. */
function argument(text: string): string {
  return word(text).replaceAll("$", "$$$$");
}

function percent(text: string): string {
  return text.replaceAll("%", "%%");
}
