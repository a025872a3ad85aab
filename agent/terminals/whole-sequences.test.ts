import xterm from "@xterm/headless";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { output } from "./testing/output.ts";
import { createSequenceCutter, longestSequenceBytes } from "./whole-sequences.ts";

/** What xterm.js is in the middle of. */
interface Parsing {
  _core: { _inputHandler: { _parser: { currentState: number }; _utf8Decoder: { interim: Uint8Array } } };
}

const soup = fc.array(
  fc.oneof(
    output.map((pieces) => [...Buffer.from(pieces.join(""))]),
    fc.array(fc.constantFrom(0x1b, 0x5b, 0x5d, 0x50, 0x58, 0x9b, 0xc2, 0x90, 0x07, 0x5c, 0x18, 0xe6, 0xbc, 0x3f, 0x20, 0x6d, 0x31), {
      maxLength: 12,
    }),
  ),
  { maxLength: 6 },
);

describe("output that is cut", () => {
  it("is whole wherever it is cut, as xterm.js reads it, and nothing of it is lost", async () => {
    await fc.assert(
      fc.asyncProperty(soup, fc.infiniteStream(fc.integer({ min: 1, max: 9 })), async (pieces, lengths) => {
        const bytes = Uint8Array.from(pieces.flat());
        const cut = createSequenceCutter();
        const terminal = new xterm.Terminal({ allowProposedApi: true, logLevel: "off" });
        let given = 0;
        for (let at = 0; at < bytes.length;) {
          const { value: length = 1 } = lengths.next();
          const whole = cut(bytes.subarray(at, at + length));
          expect(whole).toEqual(bytes.subarray(given, given + whole.length));
          given += whole.length;
          at += length;
          await new Promise<void>((resolve) => terminal.write(whole, resolve));
          const { _parser, _utf8Decoder } = (terminal as unknown as Parsing)._core._inputHandler;
          expect([_parser.currentState, _utf8Decoder.interim[0]]).toEqual([0, 0]);
        }
        terminal.dispose();
        // What is held back is the beginning of something.
        const rest = bytes.subarray(given);
        expect(rest.length === 0 || rest[0] === 0x1b || (rest[0] ?? 0) >= 0x80).toBe(true);
      }),
      { numRuns: 200 },
    );
  });

  it("leaves out a string that no terminal takes, whole, and goes on behind it", () => {
    const cut = createSequenceCutter();
    const long = Buffer.alloc(longestSequenceBytes, "x");
    expect(Buffer.from(cut(Buffer.from("before\x1b]52;c;"))).toString()).toBe("before");
    expect(cut(long)).toHaveLength(0);
    expect(cut(long)).toHaveLength(0);
    expect(Buffer.from(cut(Buffer.from("end\x07after"))).toString()).toBe("after");
  });
});
