import { Unicode11Addon } from "@xterm/addon-unicode11";
import xterm from "@xterm/headless";
import fc from "fast-check";
import { expect, it } from "vitest";
import { guardTerminal } from "#protocol/terminal-guard.ts";
import { createReference, writeAll } from "./testing/reference.ts";

const bytes = 64 * 1024;
const maxRatio = 20;
const plain = "The quick brown fox jumps over the lazy dog, again and again, until it is dark.\r\n";

function fill(unit: string): Uint8Array {
  return Buffer.from(unit.repeat(Math.ceil(bytes / Buffer.byteLength(unit)))).subarray(0, bytes);
}

/** Processor time, µs: of the process, so whatever else the machine does is not in it. */
async function measure(given: Uint8Array, columns: number, rows: number): Promise<number> {
  const terminal = new xterm.Terminal({ cols: columns, rows, scrollback: 10_000, allowProposedApi: true, logLevel: "off" });
  guardTerminal(terminal);
  terminal.loadAddon(new Unicode11Addon());
  terminal.unicode.activeVersion = "11";
  await writeAll(terminal, plain.repeat(200));
  const before = process.cpuUsage();
  await writeAll(terminal, given);
  const { user, system } = process.cpuUsage(before);
  terminal.dispose();
  return user + system;
}

/** The least of five, and fewer where one is good enough. */
async function leastOf(given: Uint8Array, columns: number, rows: number, enough = 0): Promise<number> {
  let least = Infinity;
  for (let round = 0; round < 5 && least > enough; round++) least = Math.min(least, await measure(given, columns, rows));
  return least;
}

/**
 * How many times as long as 64 kB of text it takes; 0 where it is within `times` of `text`, µs, at the first look. What is not is measured beside
 * text once more: caches that others use too make everything slower for a while.
 */
async function findRatio(
  given: Uint8Array,
  { columns, rows, times, text }: { columns: number; rows: number; times: number; text: number },
) {
  if ((await leastOf(given, columns, rows, times * text)) <= times * text) return 0;
  const again = await leastOf(fill(plain), columns, rows);
  return (await leastOf(given, columns, rows, times * again)) / Math.max(again, text);
}

/** What takes a count, and what does something to a whole screen, as hostile as it gets. */
const worst = [
  ...Array.from("@ABCDEFGHIJKLMPSTXZ`abdefghlmnrstu", (final) => `x\x1b[20000000${final}`),
  ...Array.from("JKHfmr", (final) => `\x1b[2147483647;2147483647${final}`),
  ...["J", "K", "h", "l", "n"].map((final) => `\x1b[?2147483647${final}`),
  ...[" @", " A", "'}", "'~", " q", '"q', "!p", "$p"].map((end) => `\x1b[20000000${end}`),
  ...["\x1b[9S", "\x1b[9T", "\x1b[9L", "\x1b[9M", "x\x1b[1920b", "x\x1b[80b", "\x1b[9 @", "\x1b[2J", "\x1b[1J", "a\r\n\x1b[3J", "\x1b[?J"],
  ...["\x1bc", "\x1bM", "\x1bD", "\x1bE", "\x1b#8", "\x1b#8\x1b[2J", "\x1b7", "\x1b8", "\x1bH", "\n", "\v", "\u0085", "\t", "\b", "\r\t"],
  ...[
    "\x1b[?47h\x1b[?47l",
    "\x1b[?1049h\x1b[?1049l",
    "\x1b[?1049h\x1b[?47l",
    "\x1b[4hx\r",
    "\x1b[4h漢\r",
    "\x1b[2;9r\x1b[9H\n",
    "\x1b[2;9r\x1bM",
  ],
  ...["\x1b]8;;a\x07x", "\x1b]8;;a\x07\n", "\x1b]8;id=1;a\x07x\n", "\x1b]8;;a\x07x\x1b[999b", `\x1b]8;;${"a".repeat(9_000)}\x07x\n`],
  ...[
    "\x1b]2;a\x07\x1b]2;b\x07",
    `\x1b]4;${"1;#fff;".repeat(2_000)}\x07`,
    "\x1b]104\x07",
    "\x1bP$qm\x1b\\",
    "\x1bP+q544e\x1b\\",
    "\x1b[c",
    "\x1b[6n",
  ],
  ...[
    "漢",
    "👍",
    "e\u0301",
    `e${"\u0301".repeat(2_000)}\x1b[20000000b`,
    "\x1b[3g\t\r",
    "\x1b[99I\x1b[99Z",
    "\x1b[22t\x1b[23t",
    "\x1b[38;2;1;2;3m",
  ],
  `\x1b[${"1;".repeat(40)}m`,
  `\x1b[${":1".repeat(40)}m`,
  `\x1b[?${"47;".repeat(30)}h\x1b[?47l`,
];

it.each([
  [maxRatio, 80, 24],
  // Here it is line feeds: a new line of the scrollback costs by its width, and 64 kB of them make eighty times as many as 64 kB of text.
  [2 * maxRatio, 250, 70],
])(
  "G14 64 kB of any sequence with any number take at most %d times as long as 64 kB of text, on a screen of %d by %d",
  async (times, columns, rows) => {
    const text = await leastOf(fill(plain), columns, rows);
    const slow: [string, number][] = [];
    for (const unit of worst) {
      const ratio = await findRatio(fill(unit), { columns, rows, times, text });
      if (ratio > times) slow.push([unit, ratio]);
    }
    expect(slow).toEqual([]);
  },
);

const number = fc.oneof(
  fc.constantFrom("", "0", "1", "2", "3", "9", "24", "80", "47", "1049", "2147483647"),
  fc.nat(99_999_999).map(String),
);
const sequence = fc
  .tuple(
    fc.constantFrom("", "", "", "?", ">", "="),
    fc.array(number, { maxLength: 4 }),
    fc.constantFrom("", "", "", " ", "!", '"', "$", "'"),
    fc.integer({ min: 0x40, max: 0x7e }).map((code) => String.fromCharCode(code)),
  )
  .map(([prefix, numbers, middle, final]) => `\x1b[${prefix}${numbers.join(";")}${middle}${final}`);
const short = fc
  .tuple(fc.constantFrom("", "#", "(", "%"), fc.integer({ min: 0x30, max: 0x7e }))
  .map(([middle, code]) => `\x1b${middle}${String.fromCharCode(code)}`);
const control = fc.integer({ min: 0, max: 0x9f }).map((code) => String.fromCharCode(code));
const string = fc
  .tuple(
    fc.constantFrom("\x1b]0;", "\x1b]2;", "\x1b]4;", "\x1b]8;;", "\x1b]8;id=1;", "\x1b]52;c;", "\x1bP$q", "\x1bP1;2q", "\x1b_"),
    fc.string({ maxLength: 12 }),
  )
  .map(([start, text]) => `${start}${text}\x1b\\`);
const letters = fc.oneof(fc.string({ unit: "grapheme", maxLength: 6 }), fc.constantFrom("漢", "e\u0301", "👍", "x"));
const piece = fc.oneof({ weight: 5, arbitrary: sequence }, short, control, string, letters);

it("G14 any 64 kB take at most 20 times the processor time of 64 kB of text", async () => {
  const text = await leastOf(fill(plain), 80, 24);
  // The dearest output says one thing again and again; of what is said once, 64 kB have not much.
  const repeated = fc.array(piece, { minLength: 1, maxLength: 6 }).map((pieces) => fill(pieces.join("") || "x"));
  const mixed = fc.array(piece, { minLength: 50, maxLength: 400 }).map((pieces) => fill(pieces.join("")));
  const anything = fc
    .uint8Array({ minLength: 1, maxLength: 64 })
    .map((given) => Buffer.concat(Array.from({ length: Math.ceil(bytes / given.length) }, () => given)).subarray(0, bytes));
  await fc.assert(
    fc.asyncProperty(fc.oneof({ weight: 4, arbitrary: repeated }, mixed, anything), async (given) => {
      expect(await findRatio(given, { columns: 80, rows: 24, times: maxRatio, text })).toBeLessThanOrEqual(maxRatio);
    }),
    { numRuns: 80, seed: 14 },
  );
});

it("G14 a number beyond the screen does what the screen's own size does", async () => {
  const [one, other] = [createReference(30, 8), createReference(30, 8)];
  const lines = Array.from({ length: 12 }, (_, line) => `line ${line}`).join("\r\n");
  for (const [huge, whole] of [
    ["S", 8],
    ["T", 8],
    ["L", 8],
    ["M", 8],
    ["@", 30],
    ["P", 30],
    ["X", 30],
    ["I", 30],
    ["Z", 30],
    [" @", 30],
    ["'~", 30],
    ["A", 8],
    ["B", 8],
    ["C", 30],
    ["D", 30],
    ["E", 8],
    ["F", 8],
    ["G", 30],
    ["d", 8],
  ] as const) {
    await writeAll(one, `\x1bc${lines}\x1b[4;5H\x1b[20000000${huge}after`);
    await writeAll(other, `\x1bc${lines}\x1b[4;5H\x1b[${whole}${huge}after`);
    const shown = (terminal: typeof one) =>
      Array.from({ length: terminal.buffer.active.length }, (_, row) => terminal.buffer.active.getLine(row)?.translateToString(true));
    expect([huge, shown(one)]).toEqual([huge, shown(other)]);
  }
});
