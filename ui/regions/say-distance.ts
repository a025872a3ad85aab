import type { RegionView } from "#protocol/regions.ts";
import { type Distance } from "./choose.ts";

/** `unknown`: not measured, or not yet. */
export type Reach = "near" | "fair" | "far" | "out" | "unknown";

/** Round trips from which a shell feels slow, and from which a page does. Milliseconds. */
const fairFromMs = 50;
const farFromMs = 150;

export function reachOf({ healthy }: Pick<RegionView, "healthy">, distance: Distance | undefined): Reach {
  if (!healthy || distance?.kind === "silent") return "out";
  if (distance?.kind !== "measured") return "unknown";
  return distance.ms < fairFromMs ? "near" : distance.ms < farFromMs ? "fair" : "far";
}

/** `isOffline`: nothing can be measured now. */
export function sayReach(reach: Reach, distance: Distance | undefined, isOffline: boolean): string {
  if (reach === "unknown") return distance?.kind === "barred" || isOffline ? "Not measured" : "Measuring";
  return { near: "Near", fair: "Fair", far: "Far", out: "Out of reach" }[reach];
}

/** "24 ms"; null where nothing was measured. */
export function sayMs(distance: Distance | undefined): string | null {
  return distance?.kind === "measured" ? `${Math.max(1, Math.round(distance.ms))} ms` : null;
}
