/** Of more things than are taken, those that came last; what they were at the first look counts as old, in the order given. */

/** `keyOf`: what tells one from another. Give it all there are, each time; the order of those that are kept stays. */
export function createNewest<Item, Key>(
  max: number,
  keyOf: (item: Item) => Key,
): (items: readonly Item[]) => { kept: Item[]; more: number } {
  let since = new Map<Key, number>();
  let look = 0;
  return (items) => {
    look += 1;
    const now = new Map<Key, number>();
    for (const item of items) now.set(keyOf(item), since.get(keyOf(item)) ?? look);
    since = now;
    if (items.length <= max) return { kept: [...items], more: 0 };
    const age = (item: Item) => now.get(keyOf(item)) ?? 0;
    const chosen = new Set([...items].sort((left, right) => age(right) - age(left)).slice(0, max));
    return { kept: items.filter((item) => chosen.has(item)), more: items.length - max };
  };
}
