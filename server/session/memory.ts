/** A bounded map that forgets the entry not read for longest. */
export interface Memory<T> {
  get(name: string): T | undefined;
  set(name: string, value: T): void;
  delete(name: string): void;
  entries(): Iterable<[string, T]>;
  readonly size: number;
}

/** Keeps at most `most` entries. */
export function createMemory<T>(most: number): Memory<T> {
  // Two generations instead of a re-insert on every read: a read of the young generation is one Map lookup.
  let young = new Map<string, T>();
  let old = new Map<string, T>();
  const set = (name: string, value: T) => {
    young.set(name, value);
    if (young.size * 2 >= most) {
      old = young;
      young = new Map();
    }
  };
  return {
    get(name) {
      const value = young.get(name);
      if (value !== undefined) return value;
      const older = old.get(name);
      if (older !== undefined) {
        old.delete(name);
        set(name, older);
      }
      return older;
    },
    set(name, value) {
      old.delete(name);
      set(name, value);
    },
    delete(name) {
      young.delete(name);
      old.delete(name);
    },
    entries: () => [...old, ...young],
    get size() {
      return young.size + old.size;
    },
  };
}
