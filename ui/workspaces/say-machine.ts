import type { WorkspaceView } from "#protocol/api.ts";
import { sayDuration, sayRelative } from "#ui/time/say-time.ts";

type Facts = NonNullable<WorkspaceView["facts"]>;

/** What is said of how a machine fares; `isTight`: it is about to run out of it. */
export interface MachineFact {
  key: string;
  text: string;
  isTight?: boolean;
}

/** "Debian GNU/Linux 12", "up 3 days", "light load, 0.12", "memory 3.1 of 16 GB", "disk 240 of 250 GB, nearly full". */
export function listMachineFacts({ system, uptimeSeconds, load, memory, disk }: Facts): MachineFact[] {
  return [
    { key: "system", text: system.replace(/ \([^)]*\)$/, "") },
    { key: "uptime", text: `up ${sayDuration(uptimeSeconds * 1_000)}` },
    ...(load === null ? [] : [{ key: "load", text: sayLoad(load) }]),
    { key: "memory", text: `memory ${sayUse(memory)}` },
    ...(disk === null ? [] : [sayDisk(disk)]),
  ];
}

/** `load` of the last minute over the number of processors: from 1 on, work waits. */
export function sayLoad(load: number): string {
  const word = load < 0.5 ? "light" : load < 1 ? "medium" : "heavy";
  return `${word} load, ${load.toFixed(load < 10 ? 2 : 0)}`;
}

/** "3.1 of 16 GB", both in the unit of the whole. */
export function sayUse({ usedBytes, totalBytes }: Facts["memory"]): string {
  const power = Math.min(units.length - 1, Math.max(0, Math.floor(Math.log2(Math.max(1, totalBytes)) / 10) - 2));
  const unitBytes = 1024 ** (power + 2);
  return `${sayAmount(usedBytes / unitBytes)} of ${sayAmount(totalBytes / unitBytes)} ${units[power] ?? ""}`;
}

/** When a machine that is offline was last there: "last seen 5 min ago", "has not connected yet". Both in milliseconds since the epoch. */
export function sayLastSeen(lastSeenAt: number | null, now: number): string {
  return lastSeenAt === null ? "has not connected yet" : `last seen ${sayRelative(Math.min(lastSeenAt, now), now)}`;
}

const units = ["MB", "GB", "TB"];

function sayDisk(disk: Facts["memory"]): MachineFact {
  const isTight = disk.usedBytes >= 0.9 * disk.totalBytes;
  return { key: "disk", text: `disk ${sayUse(disk)}${isTight ? ", nearly full" : ""}`, isTight };
}

/** One decimal where it tells something: "0.4", "3.1", "16". */
function sayAmount(amount: number): string {
  return String(amount < 10 ? Math.round(amount * 10) / 10 : Math.round(amount));
}

/** "and 11,800 more apps, 64,035 more ports": what is there and not in the list; `machines` are of the same owner. */
export function sayMore(more: NonNullable<WorkspaceView["more"]>): string {
  const parts = (["apps", "ports", "terminals", "machines"] as const)
    .filter((kind) => more[kind] > 0)
    .map((kind) => `${more[kind].toLocaleString("en")} more ${more[kind] === 1 ? kind.slice(0, -1) : kind}`);
  return parts.length === 0 ? "" : `and ${parts.join(", ")}`;
}
