/** What programs write, in every mixture: text of all widths, and every sequence that changes a screen. */
import fc from "fast-check";

const number = fc.integer({ min: 0, max: 12 });
const text = fc.stringMatching(/^[ a-z0-9]{1,9}$/);
const wide = fc.constantFrom("漢", "字", "👍", "é", "e\u0301", "─", "ａ");
const control = fc.constantFrom("\r\n", "\n", "\r", "\b", "\t", "\x0b", "\x0e", "\x0f");
const moves = fc
  .tuple(number, number, fc.constantFrom("A", "B", "C", "D", "E", "F", "G", "d", "H", "f", "I", "Z"))
  .map(([a, b, final]) => (final === "H" || final === "f" ? `\x1b[${a};${b}${final}` : `\x1b[${a}${final}`));
const erases = fc
  // 3 J is left out: it leaves xterm.js with a saved cursor above its first line.
  .tuple(fc.integer({ min: 0, max: 2 }), fc.constantFrom("J", "K", "X", "P", "@", "L", "M", "S", "T", "?J", "?K"))
  .map(([count, final]) => (final.startsWith("?") ? `\x1b[?${count}${final.slice(1)}` : `\x1b[${count}${final}`));
const looks = fc.oneof(
  fc
    .array(
      fc.constantFrom("0", "1", "2", "3", "4", "5", "7", "8", "9", "21", "22", "24", "27", "31", "39", "42", "49", "53", "95", "104"),
      {
        maxLength: 4,
      },
    )
    .map((codes) => `\x1b[${codes.join(";")}m`),
  fc.constantFrom(
    "\x1b[38;5;200m",
    "\x1b[48;2;10;20;30m",
    "\x1b[38;2;1;2;3m",
    "\x1b[4:3m",
    "\x1b[58;5;9m",
    "\x1b[58;2;4;5;6m",
    "\x1b[59m",
    '\x1b[1"q',
    '\x1b[0"q',
  ),
);
const regions = fc.tuple(number, number).map(([top, bottom]) => `\x1b[${top};${bottom}r`);
const modes = fc
  .tuple(
    fc.constantFrom("?1", "?6", "?7", "?25", "?45", "?47", "?1047", "?1049", "?1000", "?1002", "?1003", "?1004", "?1006", "?2004", "4"),
    fc.constantFrom("h", "l"),
  )
  .map(([mode, final]) => `\x1b[${mode}${final}`);
const others = fc.constantFrom(
  ...["\x1b7", "\x1b8", "\x1b[s", "\x1b[u", "\x1bM", "\x1bD", "\x1bE", "\x1bH", "\x1b[g", "\x1b[3g", "\x1b=", "\x1b>", "\x1bn", "\x1bo"],
  ...["\x1b(0", "\x1b(B", "\x1b)0", "\x1b)B", "\x1b(A", "\x1b*0", "\x1b[2 q", "\x1b[5 q", "\x1b[0 q", "\x1b[3b", "\x1b[!p"],
  ...["\x1b]8;;https://example.com\x07", "\x1b]8;;\x07", "\x1b]2;title\x1b\\", "\x1bPignored\x1b\\", "\x1b_ignored\x1b\\", "\x1b]0;half"],
);

/** A list of pieces, in order. */
export const output = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: text },
    { weight: 2, arbitrary: wide },
    { weight: 4, arbitrary: control },
    moves,
    erases,
    looks,
    regions,
    modes,
    others,
  ),
  { maxLength: 60 },
);
