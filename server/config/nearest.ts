/** The name that was probably meant, or null when none is near: at most one edit for every three characters, counting a swap of neighbours as one. */
export function nearest(text: string, names: Iterable<string>): string | null {
  let best: string | null = null;
  let fewestEdits = Math.max(1, Math.floor(text.length / 3)) + 1;
  for (const name of names) {
    const edits = countEdits(text, name);
    if (edits >= fewestEdits) continue;
    best = name;
    fewestEdits = edits;
  }
  return best;
}

/** Optimal string alignment distance: insert, delete, replace, swap neighbours. */
function countEdits(from: string, to: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let i = 1; i <= from.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= to.length; j += 1) {
      const replaced = at(last, j - 1) + (from[i - 1] === to[j - 1] ? 0 : 1);
      const swapped = i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1] ? at(beforeLast, j - 2) + 1 : Infinity;
      row.push(Math.min(replaced, at(last, j) + 1, at(row, j - 1) + 1, swapped));
    }
    beforeLast = last;
    last = row;
  }
  return at(last, to.length);
}

function at(row: number[], index: number): number {
  return row[index] ?? Infinity;
}
