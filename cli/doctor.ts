/** Checks a door from outside and from its configuration, and says what to do about what is wrong. Changes nothing. */
import { environment, isConfigError, readSettings, type Settings } from "#server/config.ts";
import { inspectConfiguration } from "./doctor/configuration.ts";
import { inspectCookies } from "./doctor/cookies.ts";
import { inspectDatabase } from "./doctor/database.ts";
import { inspectFiles } from "./doctor/files.ts";
import { bad, type Finding, renderFindings } from "./doctor/finding.ts";
import { inspectProxies } from "./doctor/proxies.ts";
import { inspectRegions } from "./doctor/regions.ts";
import { inspectReplicas } from "./doctor/replicas.ts";
import { inspectSocket } from "./doctor/socket.ts";
import { inspectUrl } from "./doctor/url.ts";
import { inspectWildcard } from "./doctor/wildcard.ts";
import { renderHelp } from "./help.ts";

export async function run(argv: readonly string[]): Promise<number> {
  const asJson = argv.includes("--json");
  const findings = await examine(argv.filter((argument) => argument !== "--json"));
  process.stdout.write(`${asJson ? JSON.stringify(findings, null, 2) : renderFindings(findings)}\n`);
  return findings.some(({ state }) => state === "bad") ? 1 : 0;
}

export function help(): string {
  return renderHelp({
    usage: "latchkey doctor [the flags of latchkey serve] [--json]",
    text: [
      "Checks configuration, data directory, database, replicas, regional proxies, access URL, apps' hosts, cookies, reverse proxy and WebSockets.",
      "Run it where the door runs, with the door's flags and variables. Exit code 1 when something is bad.",
    ].join("\n"),
    examples: [
      ["latchkey doctor", ""],
      ["latchkey doctor --access-url https://door.example.com", ""],
    ],
  });
}

async function examine(argv: readonly string[]): Promise<Finding[]> {
  const env = environment();
  const settings = readOrExplain(argv, env);
  if ("state" in settings) return [settings];
  const findings = [
    ...inspectConfiguration(settings),
    ...inspectFiles(settings, { argv, env }),
    ...(await inspectDatabase(settings)),
    ...(await inspectReplicas(settings)),
    ...(await inspectRegions(settings)),
  ];
  const reached = await inspectUrl(settings);
  findings.push(...reached.findings);
  if (!reached.answers) return findings;
  const live = await Promise.all([inspectCookies(settings), inspectProxies(settings), inspectSocket(settings), inspectWildcard(settings)]);
  return [...findings, ...live.flat()];
}

function readOrExplain(argv: readonly string[], env: NodeJS.ProcessEnv): Settings | Finding {
  try {
    return readSettings({ argv, env });
  } catch (error) {
    if (isConfigError(error)) return bad("configuration", error.message);
    throw error;
  }
}
