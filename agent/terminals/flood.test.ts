import fc from "fast-check";
import { expect, it } from "vitest";
import { condenseFlood } from "./flood.ts";
import { output } from "./testing/output.ts";
import { createReference, stateOf, writeAll } from "./testing/reference.ts";

const scrollback = 6;
const line = fc.oneof(
  { weight: 5, arbitrary: fc.stringMatching(/^[ a-z0-9]{0,30}$/) },
  fc.constantFrom("漢字", "\x1b[31mred", "\x1b[0m", "\x1b[m", "\x1b[1;38;5;200mloud\x1b[22m", "\t|", "a\rb", "é\u00a0"),
);
const end = fc.constantFrom("\r\n", "\r\n", "\r\n", "\n");
const flood = fc.array(fc.tuple(line, end), { minLength: 10, maxLength: 60 }).map((lines) => lines.flat().join(""));

it("a flood with its first part left out leaves a terminal as the whole of it does, whatever was before and comes after", async () => {
  let condensedRuns = 0;
  await fc.assert(
    fc.asyncProperty(fc.stringMatching(/^[ a-z\r\n]{0,40}$/), flood, output, async (before, text, after) => {
      const [whole, part] = [createReference(12, 4, scrollback), createReference(12, 4, scrollback)];
      const bytes = Buffer.from(text + after.join(""));
      const condensed = condenseFlood(bytes, 4 + scrollback);
      if (condensed) condensedRuns += 1;
      await Promise.all([whole, part].map((terminal) => writeAll(terminal, before)));
      await writeAll(whole, bytes);
      await writeAll(part, condensed ?? bytes);
      expect(stateOf(part)).toEqual(stateOf(whole));
    }),
    { numRuns: 300 },
  );
  expect(condensedRuns).toBeGreaterThan(100);
});

it("leaves out nothing of what does more than print lines", () => {
  const lines = "x\r\n".repeat(100);
  for (const other of ["\x1b[H", "\x1b[?1049h", "\x1b]8;;https://example.com\x07", "\u009b31m", "\x0e", "\x1b7"]) {
    expect(condenseFlood(Buffer.from(other + lines), 10), JSON.stringify(other)).toBeNull();
  }
  expect(condenseFlood(Buffer.from("x\n".repeat(100)), 10), "lines that do not begin in the first column").toBeNull();
  expect(condenseFlood(Buffer.from(lines), 100), "lines that all stay").toBeNull();
});
