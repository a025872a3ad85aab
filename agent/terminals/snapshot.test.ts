import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { takeSnapshot } from "./snapshot.ts";
import { createReference, isReproducible, stateOf, writeAll } from "./testing/reference.ts";
import { output } from "./testing/output.ts";
import { createSequenceCutter } from "./whole-sequences.ts";

const size = fc.record({ columns: fc.integer({ min: 4, max: 24 }), rows: fc.integer({ min: 2, max: 8 }) });

describe("a snapshot", () => {
  it("of any output at any point makes an empty terminal the same, and whatever comes then changes both alike", async () => {
    await fc.assert(
      fc.asyncProperty(size, output, output, async ({ columns, rows }, before, after) => {
        const [original, copy] = [createReference(columns, rows), createReference(columns, rows)];
        const cut = createSequenceCutter();
        await writeAll(original, cut(Buffer.from(before.join(""))));
        fc.pre(isReproducible(original));
        await writeAll(copy, takeSnapshot(original));
        expect(stateOf(copy)).toEqual(stateOf(original));
        const rest = cut(Buffer.from(after.join("")));
        await Promise.all([writeAll(original, rest), writeAll(copy, rest)]);
        expect(stateOf(copy)).toEqual(stateOf(original));
      }),
      { numRuns: 300 },
    );
  });
});
