import { expect, test } from "vitest";
import { dragEnd, extend, lengthOf, wordAt } from "./selection.ts";

const line = "see https://latchkey.example/a?b=1 (or ~/notes.txt)";
const word = (column: number) => {
  const { start, end } = wordAt({ column, row: 3 }, line.length, (at) => line[at] ?? "");
  return line.slice(start.column, end.column + 1);
};

test("a word is what a person would copy: an address, a path, no brackets around it", () => {
  expect(word(1)).toBe("see");
  expect(word(10)).toBe("https://latchkey.example/a?b=1");
  expect(word(45)).toBe("~/notes.txt");
  expect(word(3)).toBe(" ");
  expect(wordAt({ column: 2, row: 0 }, 80, () => "")).toEqual({ start: { column: 2, row: 0 }, end: { column: 2, row: 0 } });
});

test("a selection that is dragged keeps the word it was begun with", () => {
  const first = { start: { column: 4, row: 1 }, end: { column: 8, row: 1 } };
  expect(extend(first, { column: 2, row: 3 })).toEqual({ start: { column: 4, row: 1 }, end: { column: 2, row: 3 } });
  expect(extend(first, { column: 2, row: 1 })).toEqual({ start: { column: 2, row: 1 }, end: { column: 8, row: 1 } });
  expect(extend(first, { column: 6, row: 1 })).toEqual(first);
});

test("one end can be dragged past the other", () => {
  const span = { start: { column: 4, row: 1 }, end: { column: 8, row: 1 } };
  expect(dragEnd(span, "start", { column: 2, row: 0 })).toEqual({ span: { start: { column: 2, row: 0 }, end: span.end }, which: "start" });
  expect(dragEnd(span, "start", { column: 2, row: 2 })).toEqual({ span: { start: span.end, end: { column: 2, row: 2 } }, which: "end" });
  expect(dragEnd(span, "end", span.start)).toEqual({ span: { start: span.start, end: span.start }, which: "end" });
});

test("a selection over lines counts whole lines between its ends", () => {
  expect(lengthOf({ start: { column: 78, row: 0 }, end: { column: 1, row: 2 } }, 80)).toBe(2 + 80 + 2);
});
