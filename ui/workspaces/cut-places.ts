import type { Placed } from "./keep-places.ts";

/**
 * What of a long list is shown before somebody asks for all of it: the first `most`, what came while it was read, for that is what they wait
 * for, and whatever was `seen` here before: a row does not go behind a button because another one has come.
 */
export function cutPlaces<T extends { key: string }>(places: readonly Placed<T>[], seen: ReadonlySet<string>, most: number): Placed<T>[] {
  return places.filter(({ value, isNew }, index) => index < most || isNew || seen.has(value.key));
}
