/**
 * Reads lines out of bytes, however they are cut. Guards: the work is linear in the bytes that came, though they come one at a time, and no more
 * is kept than one line of `maxBytes`. A line end is looked for in what is new, and what waits for one is copied a fixed number of times.
 */

const lineFeed = 10;
const firstBytes = 1_024;

/**
 * Give it bytes as they come; `heard` is called for each whole line, without its end. False: a line is longer than `maxBytes`, and nothing more
 * should be given.
 */
export function createLineReader(maxBytes: number, heard: (line: string) => void): (piece: Uint8Array) => boolean {
  const rest = createRest(maxBytes);
  return (piece) => {
    let at = 0;
    for (let end = piece.indexOf(lineFeed); end >= 0; end = piece.indexOf(lineFeed, at)) {
      const line = rest.finish(piece.subarray(at, end));
      if (line === null) return false;
      heard(line);
      at = end + 1;
    }
    return rest.add(piece.subarray(at));
  };
}

/** The first line of a stream. */
export type FirstLine = { kind: "line"; line: string; behind: Uint8Array } | { kind: "too_long" };

/** Give it bytes as they come until it answers: with the line, and what of the last piece came behind it (a view, not a copy). */
export function createFirstLineReader(maxBytes: number): (piece: Uint8Array) => FirstLine | null {
  const rest = createRest(maxBytes);
  return (piece) => {
    const end = piece.indexOf(lineFeed);
    if (end < 0) return rest.add(piece) ? null : { kind: "too_long" };
    const line = rest.finish(piece.subarray(0, end));
    return line === null ? { kind: "too_long" } : { kind: "line", line, behind: piece.subarray(end + 1) };
  };
}

/** The beginning of a line whose end has not come. It grows by doubling: each byte is copied twice at most, taken together. */
function createRest(maxBytes: number) {
  let kept = new Uint8Array();
  let length = 0;
  const add = (piece: Uint8Array): boolean => {
    const needed = length + piece.length;
    if (needed > maxBytes) return false;
    if (needed > kept.length) {
      const larger = new Uint8Array(Math.min(maxBytes, Math.max(firstBytes, needed, kept.length * 2)));
      larger.set(kept.subarray(0, length));
      kept = larger;
    }
    kept.set(piece, length);
    length = needed;
    return true;
  };
  return {
    /** False: too long. */
    add,
    /** The line that ends with these bytes; null: too long. */
    finish(piece: Uint8Array): string | null {
      if (length === 0) return piece.length > maxBytes ? null : decode(piece);
      if (!add(piece)) return null;
      const line = decode(kept.subarray(0, length));
      kept = new Uint8Array();
      length = 0;
      return line;
    },
  };
}

/** What is no UTF-8 becomes U+FFFD. A byte order mark is a character like any other. */
function decode(bytes: Uint8Array): string {
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
}
