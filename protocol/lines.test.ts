import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createFirstLineReader, createLineReader } from "./lines.ts";

describe("lines of a stream", () => {
  it("G1 come out as they went in, however the stream is cut", () => {
    const line = fc.string({ unit: "grapheme", maxLength: 60 }).map((text) => text.replaceAll("\n", ""));
    fc.assert(
      fc.property(fc.array(line, { maxLength: 8 }), fc.infiniteStream(fc.integer({ min: 1, max: 40 })), (sent, lengths) => {
        const bytes = Buffer.from(sent.map((each) => `${each}\n`).join(""));
        const heard: string[] = [];
        const read = createLineReader(1_000, (each) => heard.push(each));
        for (const piece of cut(bytes, lengths)) expect(read(piece)).toBe(true);
        expect(heard).toEqual(sent);
      }),
    );
  });

  it("G1 the first one comes alone, and what is behind it stays whole", () => {
    fc.assert(
      fc.property(
        fc.nat({ max: 50 }),
        fc.uint8Array({ maxLength: 60 }),
        fc.infiniteStream(fc.integer({ min: 1, max: 40 })),
        (length, behind, lengths) => {
          const bytes = Buffer.concat([Buffer.from(`${"x".repeat(length)}\n`), behind]);
          const read = createFirstLineReader(50);
          const pieces = cut(bytes, lengths);
          for (let index = 0; index < pieces.length; index += 1) {
            const first = read(pieces[index] ?? new Uint8Array());
            if (!first) continue;
            if (first.kind === "too_long") throw new Error("too long");
            expect(first.line).toHaveLength(length);
            expect(Buffer.concat([first.behind, ...pieces.slice(index + 1)]).equals(behind)).toBe(true);
            return;
          }
          throw new Error("no line");
        },
      ),
    );
  });

  it.each([1, 7, 64])("G1 longer than allowed end the reading, in pieces of %i bytes", (size) => {
    const long = new Uint8Array(101).fill(120);
    const pieces = () =>
      Array.from({ length: Math.ceil(long.length / size) }, (_, index) => long.subarray(index * size, (index + 1) * size));
    const heard: string[] = [];
    const read = createLineReader(100, (line) => heard.push(line));
    expect(pieces().map(read).at(-1)).toBe(false);
    const readFirst = createFirstLineReader(100);
    expect(pieces().map(readFirst).at(-1)).toEqual({ kind: "too_long" });
    expect(createLineReader(100, (line) => heard.push(line))(Buffer.from(`${"x".repeat(101)}\n`))).toBe(false);
    expect(heard).toEqual([]);
  });

  it("G1 cost the same whatever waits for its end: thousands of single bytes behind 960 kB, and behind nothing", () => {
    const [waiting, byte, none] = [Buffer.alloc(960_000, "x"), Buffer.from("x"), new Uint8Array()];
    const cost = (before: Uint8Array) =>
      Math.min(
        ...Array.from({ length: 5 }, () => {
          const readers = [createLineReader(1024 * 1024, () => undefined), createFirstLineReader(1024 * 1024)];
          for (const read of readers) read(before);
          const begun = process.cpuUsage();
          for (const read of readers) for (let count = 0; count < 20_000; count += 1) read(byte);
          const { user, system } = process.cpuUsage(begun);
          return user + system;
        }),
      );
    cost(none);
    expect(cost(waiting) / Math.max(500, cost(none))).toBeLessThan(16);
  });
});

function cut(bytes: Uint8Array, lengths: Iterator<number>): Uint8Array[] {
  const pieces: Uint8Array[] = [];
  for (let at = 0; at < bytes.length;) {
    const length = Number(lengths.next().value ?? 1);
    pieces.push(bytes.subarray(at, at + length));
    at += length;
  }
  return pieces;
}
