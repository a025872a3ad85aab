import { expect, test } from "vitest";
import { measureInTurns, median, medianRatio, quantile } from "./rounds.mjs";
import { replaceBetweenMarks, summarise } from "./results.mjs";
import { aimOfRatio, formatForTerminal, formatRatio, formatTable } from "./table.mjs";

const rows = [
  { what: "Check", measured: "4 µs", against: "peer: 400 µs", ratio: 0.01, aim: aimOfRatio(0.01, { atMost: 1 / 50 }), short: true },
  { what: "Requests", measured: "7/s", against: "peer: 9/s", ratio: 0.78, aim: aimOfRatio(0.78, { atLeast: 0.9 }) },
  { what: "Added", measured: "9 µs", against: "directly: 20 µs", ratio: null },
];

test("a table says of each aim whether it is met, and of small ratios how many times", () => {
  expect(formatTable(rows).split("\n").slice(2)).toEqual([
    "| Check | 4 µs | peer: 400 µs | 1/100 | ≤ 1/50: met |",
    "| Requests | 7/s | peer: 9/s | 0.78 | ≥ 0.9: **missed** |",
    "| Added | 9 µs | directly: 20 µs |  |  |",
  ]);
  expect([1, 0.9, 0.5, 1.25, 4, 12.5, 1 / 4.2].map(formatRatio)).toEqual(["1", "0.9", "0.5", "1.25", "4", "12.5", "1/4.2"]);
});

test("in a terminal the columns are below each other", () => {
  const lines = formatForTerminal(rows).split("\n");
  expect(lines.map((line) => line.indexOf(/peer|directly|Against/.exec(line)?.[0] ?? ""))).toEqual([22, 22, 22, 22]);
});

test("a quantile lies between two values in proportion, and the median of an even number in the middle", () => {
  expect(median([4, 1, 3])).toBe(3);
  expect(median([4, 1, 3, 2])).toBe(2.5);
  expect(quantile([0, 10, 20, 30, 40], 0.9)).toBe(36);
  expect(quantile([7], 0.99)).toBe(7);
});

test("a ratio is of the same round: a slow round of both changes nothing", () => {
  expect(medianRatio([10, 100, 12], [20, 200, 24])).toBe(0.5);
});

test("each contender begins a round in its turn, and rounds to warm up are not counted", async () => {
  const order: string[] = [];
  const run = (name: string) => () => Promise.resolve(order.push(name));
  const found = await measureInTurns({ a: run("a"), b: run("b") }, { rounds: 2, warmUpRounds: 1 });
  expect(order.join("")).toBe("abbaab");
  expect(found).toEqual({ a: [4, 5], b: [3, 6] });
});

test("a document's marks keep their place, whether or not they were closed before", () => {
  const once = replaceBetweenMarks("before\n<!-- x -->\nafter", "x", "one");
  expect(once).toBe("before\n<!-- x -->\n\none\n\n<!-- /x -->\nafter");
  expect(replaceBetweenMarks(once, "x", "$& two")).toBe("before\n<!-- x -->\n\n$& two\n\n<!-- /x -->\nafter");
  expect(() => replaceBetweenMarks(once, "y", "")).toThrow("<!-- y -->");
});

test("the short table has the rows that are for it, and names each machine once", () => {
  const result = { rows, notes: [], machine: "2026-11-21 · 2 × X · load average 1.0 at the start", quick: false };
  const text = summarise([result, { ...result, machine: "2026-11-21 · 2 × X · load average 2.0 at the start" }]);
  expect(text.match(/Check/g)).toHaveLength(2);
  expect(text).not.toContain("Requests");
  expect(text.match(/2 × X/g)).toHaveLength(1);
});
