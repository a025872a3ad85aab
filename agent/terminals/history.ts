/** The last output of a terminal by its offsets, for viewers that were away for a moment. */

export interface History {
  /** Offset behind the last byte. */
  readonly end: number;
  add(bytes: Uint8Array): void;
  /** Output from `offset` on, at most `most` bytes and cut between what was added; null: no longer kept. */
  read(offset: number, most: number): Uint8Array | null;
  /** Nothing from before can be gone on from: the terminal has another size. */
  forget(): void;
}

export function createHistory(keptBytes: number): History {
  let chunks: { offset: number; bytes: Uint8Array }[] = [];
  let first = 0;
  let end = 0;
  let kept = 0;
  return {
    get end() {
      return end;
    },
    add(bytes) {
      if (bytes.length === 0) return;
      chunks.push({ offset: end, bytes });
      end += bytes.length;
      kept += bytes.length;
      while (kept > keptBytes && chunks.length - first > 1) {
        kept -= chunks[first]?.bytes.length ?? 0;
        first += 1;
      }
      // Taken off in bulk: each by itself would move all the others.
      if (first > 1_000) {
        chunks = chunks.slice(first);
        first = 0;
      }
    },
    read(offset, most) {
      if (offset === end) return new Uint8Array();
      let low = first;
      let high = chunks.length - 1;
      while (low < high) {
        const middle = (low + high + 1) >> 1;
        if ((chunks[middle]?.offset ?? 0) <= offset) low = middle;
        else high = middle - 1;
      }
      if (chunks[low]?.offset !== offset) return null;
      const parts: Uint8Array[] = [];
      let length = 0;
      for (let index = low; index < chunks.length; index++) {
        const { bytes } = chunks[index] ?? { bytes: new Uint8Array() };
        if (parts.length > 0 && length + bytes.length > most) break;
        parts.push(bytes);
        length += bytes.length;
      }
      return parts.length === 1 ? (parts[0] ?? null) : Buffer.concat(parts);
    },
    forget() {
      chunks = [];
      first = 0;
      kept = 0;
    },
  };
}
