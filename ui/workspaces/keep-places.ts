/** One thing of a list that somebody is reading. */
export interface Placed<T> {
  value: T;
  /** It came while the list was being read. */
  isNew: boolean;
  /** It went, and its place is kept. */
  isGone: boolean;
}

/**
 * A list that changes without moving under the eyes: what was shown stays where it was, also when it has gone, and what is new comes at the
 * end. `before` null: somebody looks anew, and the list is as it is.
 */
export function keepPlaces<T extends { key: string }>(before: readonly Placed<T>[] | null, now: readonly T[]): Placed<T>[] {
  if (!before) return now.map((value) => ({ value, isNew: false, isGone: false }));
  const fresh = new Map(now.map((value) => [value.key, value]));
  const shown = new Set(before.map(({ value }) => value.key));
  return [
    ...before.map((place) => {
      const value = fresh.get(place.value.key);
      return value ? { ...place, value, isGone: false } : { ...place, isGone: true };
    }),
    ...now.filter(({ key }) => !shown.has(key)).map((value) => ({ value, isNew: true, isGone: false })),
  ];
}
