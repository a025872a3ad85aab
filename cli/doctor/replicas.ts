import type { Settings } from "#server/config.ts";
import { createLog } from "#server/log.ts";
import { listRunningReplicas, type ReplicaRow } from "#server/store.ts";
import { bad, type Finding, ok, warn } from "./finding.ts";

const about = "replicas";
/** Each signs every five seconds; beyond this its clock or its life is in doubt. ms */
const signsWithinMs = 15_000;

/** Which doors run on one PostgreSQL, and whether they can be one door. Nothing for a database of one machine. */
export async function inspectReplicas(settings: Settings, now = Date.now()): Promise<Finding[]> {
  if (!settings.databaseUrl.startsWith("postgres")) return [];
  const rows = await listRunningReplicas({ databaseUrl: settings.databaseUrl, log: createLog(() => undefined) }).catch(() => null);
  return rows ? judgeReplicas(rows, settings, now) : []; // that it does not answer is said elsewhere
}

/** `rows`: those of the last minutes; what is older than 15 s was killed, or its clock is off. */
export function judgeReplicas(
  rows: readonly ReplicaRow[],
  { sessionSecrets, localWorkspace }: Pick<Settings, "sessionSecrets" | "localWorkspace">,
  now: number,
): Finding[] {
  const alive = rows.filter(({ seenAt }) => Math.abs(now - seenAt) < signsWithinMs);
  const ahead = rows.filter(({ seenAt }) => seenAt - now >= signsWithinMs);
  const clocks = ahead.map(({ hostname, seenAt }) =>
    warn(about, `The clock of ${hostname} is ${Math.round((seenAt - now) / 1000)} s ahead of this machine's. Let both keep time by NTP.`),
  );
  if (alive.length < 2) return [...(alive.length === 1 ? [ok(about, `One runs: ${alive.map(present).join()}.`)] : []), ...clocks];
  const versions = [...new Set(alive.map(({ version }) => version))];
  const hosts = new Set(alive.map(({ hostname }) => hostname));
  const summary = `${alive.length} run: ${alive.map(present).join(", ")}`;
  return [
    versions.length === 1
      ? ok(about, `${summary}.`)
      : warn(about, `${summary}: of different versions (${versions.join(", ")}). Finish the upgrade.`),
    ...clocks,
    ...(sessionSecrets === null
      ? [bad(about, "Each makes its own session secrets, so a session is good at one of them only. Give all the same --session-secrets.")]
      : []),
    ...(localWorkspace && hosts.size > 1
      ? [
          warn(
            about,
            "Each offers its own machine as this-machine, now one and now another. Give all --local-workspace=off, and run agents.",
          ),
        ]
      : []),
  ];
}

function present({ hostname, version }: ReplicaRow): string {
  return `${hostname} (${version})`;
}
