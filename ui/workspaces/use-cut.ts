import { useState } from "react";
import { cutPlaces } from "./cut-places.ts";
import type { Placed } from "./keep-places.ts";

/** The first `most` of a list, and what else stays in sight (cut-places.ts). `isWhole`: all of it, and none of that counts as seen. */
export function useCut<T extends { key: string }>(places: readonly Placed<T>[], most: number, isWhole: boolean): readonly Placed<T>[] {
  const [seen, setSeen] = useState<ReadonlySet<string>>(() => new Set());
  if (isWhole) return places;
  const shown = cutPlaces(places, seen, most);
  if (shown.some(({ value }) => !seen.has(value.key))) setSeen(new Set([...seen, ...shown.map(({ value }) => value.key)]));
  return shown;
}
