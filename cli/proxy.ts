import { environment, proxySettings, variableOf } from "#server/config.ts";
import { CommandError, refusedExitCode } from "./command-error.ts";
import { renderHelp } from "./help.ts";

/** Runs a regional proxy until it is told to stop, or sent away by its door. */
export async function run(argv: readonly string[]): Promise<number> {
  const { openProxy } = await import("#server/proxy.ts");
  const stopped = new Promise<null>((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => resolve(null));
  });
  const proxy = await openProxy({ argv, env: environment(), say: (text) => void process.stdout.write(`${text}\n`) });
  process.stdout.write(`Latchkey proxy at ${proxy.accessUrl}\n`);
  const why = await Promise.race([proxy.refused, stopped]);
  await proxy.close();
  // All is closed by now; whatever still holds the process gets a second, no more.
  setTimeout(() => process.exit(), 1000).unref();
  if (why !== null) throw new CommandError(why, refusedExitCode);
  return 0;
}

export function help(): string {
  const rows = proxySettings.map(({ name, value, help: text, default: byDefault }): [string, string] => [
    `--${name} <${value ?? ""}>`,
    `${text} [${byDefault}]`,
  ]);
  return renderHelp({
    usage: "latchkey proxy --primary-url <url> --token <token> --access-url <url> --wildcard-access-url <pattern> [flags]",
    text: [
      "A gateway of the door in another place: apps open through it, near the machines they run on. People sign in at the door, once. It needs no",
      `database. An administrator makes the token, with "Add a proxy" on the door.`,
      "",
      `Every flag has a variable: --primary-url is ${variableOf("primary-url")}. The token can also be read from a file: ${variableOf("token")}_FILE.`,
      `Exit code ${refusedExitCode}: the door has sent it away, and starting it again helps nothing.`,
    ].join("\n"),
    sections: [{ title: "Flags", rows }],
    examples: [
      [
        "LATCHKEY_TOKEN=lk_… latchkey proxy --primary-url https://door.example.com --access-url https://sydney.example.com --wildcard-access-url '*.sydney.example.com' --trusted-proxies 127.0.0.1",
        "behind a reverse proxy on this machine",
      ],
    ],
  });
}
