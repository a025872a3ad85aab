import { environment, settings, variableOf } from "#server/config.ts";
import { renderHelp } from "./help.ts";

/** Runs the door until it is told to stop. */
export async function run(argv: readonly string[]): Promise<number> {
  // What the door writes (the database with its journal) is for its owner alone, also in a data directory that others may enter.
  process.umask(0o077);
  const { serve } = await import("#server/serve.ts");
  const exitCode = await serve({ argv, env: environment() });
  // All is closed by now; whatever still holds the process gets a second, no more.
  setTimeout(() => process.exit(exitCode), 1000).unref();
  return exitCode;
}

export function help(): string {
  const rows = settings.map(({ name, value, help: text, default: byDefault }): [string, string] => [
    `--${name}${value === null ? "" : ` <${value}>`}`,
    `${text} [${byDefault}]`,
  ]);
  return renderHelp({
    usage: "latchkey serve [flags]",
    text: [
      "Runs the door. Ctrl-C stops it.",
      "",
      `Every flag has a variable: --access-url is ${variableOf("access-url")}. Secrets (--session-secrets, --database-url)`,
      `can also be read from a file: ${variableOf("session-secrets")}_FILE. A flag goes before its variable.`,
    ].join("\n"),
    sections: [{ title: "Flags", rows }],
    examples: [
      ["latchkey serve", "on this machine alone, at http://latchkey.localhost:3000"],
      ["latchkey serve --access-url https://door.example.com --trusted-proxies 127.0.0.1", "behind a reverse proxy on this machine"],
      [
        "latchkey serve --http-address 0.0.0.0:443 --access-url https://door.example.com --tls-cert-file cert.pem --tls-key-file key.pem",
        "open to the network, with its own certificate",
      ],
    ],
  });
}
