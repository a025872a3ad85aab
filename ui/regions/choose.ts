/**
 * Through which gateway apps open: what a person chose on this device, what the door says of its gateways, and how far this page measured them
 * to be. The nearest is chosen once and kept: a choice that follows every measurement would change the address of an app under its user.
 */
import type { RegionView } from "#protocol/regions.ts";

/** How far a gateway is from this browser. */
export type Distance =
  /** Round trip in milliseconds. */
  | { kind: "measured"; ms: number }
  /** Nothing answers there. */
  | { kind: "silent" }
  /** It came after this page was loaded: the page's policy does not let it ask there. */
  | { kind: "barred" };

/** By the gateway's URL. */
export type Distances = Readonly<Record<string, Distance>>;

/** What this device keeps. */
export interface Kept {
  /** `nearest`, or the id of a region. */
  choice: string;
  /** The id that was found to be nearest; null before. */
  nearest: string | null;
  /** The ids that this was chosen from. */
  among: readonly string[];
}

export const nearest = "nearest";
export const primaryId = "primary";
export const nothingKept: Kept = { choice: nearest, nearest: null, among: [] };

/** So much nearer must another one be than the one that stays otherwise: less is chance. Milliseconds. */
const marginMs = 10;

/** The region that apps open through now: the wanted one while it can serve, else the primary. `regions` begins with the primary. */
export function findUsed(regions: readonly RegionView[], distances: Distances, kept: Kept): RegionView | null {
  const wanted = findWanted(regions, kept);
  return wanted && canServe(wanted, distances) ? wanted : (regions[0] ?? null);
}

/** The region that was chosen, by the person or for being nearest, whether or not it can serve now; null for none. */
export function findWanted(regions: readonly RegionView[], { choice, nearest: found }: Kept): RegionView | null {
  const id = choice === nearest ? found : choice;
  return regions.find((region) => region.id === id) ?? null;
}

export function canServe({ url, wildcard, healthy }: RegionView, distances: Distances): boolean {
  return healthy && wildcard !== null && distances[url]?.kind !== "silent";
}

/**
 * Chooses the nearest where none is chosen yet, and again only when one can be reached that was not among those looked at, or the chosen one was
 * deleted. One that is out of reach stays chosen: apps open through it again when it is back. Where a person chose one that was deleted since, it is
 * the nearest again. Gives `kept` itself when nothing changes.
 */
export function settleNearest(regions: readonly RegionView[], distances: Distances, kept: Kept): Kept {
  const isGone = regions.length > 0 && kept.choice !== nearest && !findWanted(regions, kept);
  if (isGone) return settleNearest(regions, distances, nothingKept);
  if (kept.choice !== nearest || regions.length < 2) return kept;
  const open = regions.filter((region) => canServe(region, distances));
  if (open.some(({ url }) => !distances[url])) return kept;
  const measured = open.flatMap(({ id, url }) => {
    const distance = distances[url];
    return distance?.kind === "measured" ? [{ id, ms: distance.ms }] : [];
  });
  const current = regions.find(({ id }) => id === kept.nearest);
  const isNew = measured.some(({ id }) => !kept.among.includes(id));
  if (measured.length === 0 || (current && !isNew)) return kept;
  const favourite = current?.id ?? primaryId;
  const cost = ({ id, ms }: { id: string; ms: number }) => (id === favourite ? ms - marginMs : ms);
  const best = measured.reduce((before, each) => (cost(each) < cost(before) ? each : before));
  return { ...kept, nearest: best.id, among: measured.map(({ id }) => id) };
}

/** A region that is clearly nearer now than the one that was kept for being nearest; null for none. */
export function findNearer(regions: readonly RegionView[], distances: Distances, kept: Kept): RegionView | null {
  const wanted = kept.choice === nearest ? findWanted(regions, kept) : null;
  if (!wanted) return null;
  const anew = settleNearest(regions, distances, { ...kept, nearest: null, among: [] });
  const [before, after] = [distances[wanted.url], distances[findWanted(regions, anew)?.url ?? ""]];
  if (before?.kind !== "measured" || after?.kind !== "measured" || before.ms < 2 * after.ms + marginMs) return null;
  return findWanted(regions, anew);
}
