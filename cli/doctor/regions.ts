import { existsSync } from "node:fs";
import { version as ownVersion } from "#package.json";
import type { Settings } from "#server/config.ts";
import { createLog } from "#server/log.ts";
import { listProxies, type ProxyRow } from "#server/store.ts";
import { bad, type Finding, ok, warn } from "./finding.ts";
import { probe, type Probed } from "./probe.ts";

/** Each regional proxy: whether it is connected to the door, and whether its address leads to it from here. */
export async function inspectRegions({ databaseUrl }: Settings): Promise<Finding[]> {
  if (databaseUrl.startsWith("file:") && !existsSync(databaseUrl.slice("file:".length))) return [];
  const rows = await listProxies({ databaseUrl, log: createLog(() => undefined) }).catch(() => []); // that it does not answer is said elsewhere
  return Promise.all(
    rows.map(async (row) =>
      judgeProxy(row, { now: Date.now(), seen: row.url === null ? null : await probe(new URL("/latency-check", row.url)) }),
    ),
  );
}

/** `seen`: what its address answered from here; null where it has none yet. */
export function judgeProxy(row: ProxyRow, { now, seen }: { now: number; seen: Pick<Probed, "status" | "why"> | null }): Finding {
  const { name, url, version, lastSeenAt, aliveUntil } = row;
  const about = `proxy ${name}`;
  if (url === null || seen === null)
    return warn(
      about,
      "It was added and has never connected. Start it with the command that was shown, or make it another token under Regions.",
    );
  if ((aliveUntil ?? 0) <= now) {
    const since = lastSeenAt === null ? "" : ` since ${new Date(lastSeenAt).toISOString()}`;
    return bad(about, `It is not connected to the door${since}. Look at its output: it says why in one line.`);
  }
  if (seen.status !== 204)
    return warn(
      about,
      `It is connected, but ${url} does not lead to it from here (${seen.why || `answered ${seen.status}`}). Look at its DNS name and reverse proxy.`,
    );
  if (version !== ownVersion)
    return warn(about, `It runs Latchkey ${version ?? "?"}, this is ${ownVersion}. Run the same version at both.`);
  return ok(about, `${url} is connected.`);
}
