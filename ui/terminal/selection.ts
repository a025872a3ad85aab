/** Selecting with a finger: cells, words and what lies between two of them. Columns and rows of the whole buffer, from 0. */

export interface Cell {
  column: number;
  row: number;
}

/** From the first cell to the last one, both included. */
export interface Span {
  start: Cell;
  end: Cell;
}

/** What a person takes for one word on a terminal: paths, addresses and options too. */
const notInWords = /[\s"'`()[\]{}<>|;,│]/;

/** The word at a cell of a line; the cell alone where there is none. `textAt`: what stands in a column, "" for nothing. */
export function wordAt({ column, row }: Cell, columns: number, textAt: (column: number) => string): Span {
  const isWord = (at: number) => at >= 0 && at < columns && textAt(at) !== "" && !notInWords.test(textAt(at));
  let [from, to] = [column, column];
  if (isWord(column)) {
    while (isWord(from - 1)) from--;
    while (isWord(to + 1)) to++;
  }
  return { start: { column: from, row }, end: { column: to, row } };
}

/** A selection that was begun with `first` and is dragged to a cell: it never loses what it was begun with. */
export function extend(first: Span, to: Cell): Span {
  return { start: isBefore(to, first.start) ? to : first.start, end: isBefore(first.end, to) ? to : first.end };
}

/** One end of a selection is dragged, perhaps past the other. */
export function dragEnd(span: Span, which: "start" | "end", to: Cell): { span: Span; which: "start" | "end" } {
  const other = which === "start" ? span.end : span.start;
  return isBefore(to, other) || same(to, other)
    ? { span: { start: to, end: other }, which: same(to, other) ? which : "start" }
    : { span: { start: other, end: to }, which: "end" };
}

/** As xterm.js wants it told: where it begins, and how many cells it has. */
export function lengthOf({ start, end }: Span, columns: number): number {
  return (end.row - start.row) * columns + end.column - start.column + 1;
}

function isBefore(one: Cell, other: Cell): boolean {
  return one.row < other.row || (one.row === other.row && one.column < other.column);
}

function same(one: Cell, other: Cell): boolean {
  return one.row === other.row && one.column === other.column;
}
