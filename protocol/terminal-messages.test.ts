import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { maxMessageBytes, messageKinds, type MessageKind } from "./terminal.ts";
import { createMessageReader, readSize, writeMessage, writeMessages, writeSize, type Message } from "./terminal-messages.ts";

const kind = fc.constantFrom(...(Object.keys(messageKinds) as MessageKind[]));
const message = fc.record({ kind, offset: fc.maxSafeNat(), bytes: fc.uint8Array({ maxLength: 300 }) });
const withOffset = new Set<MessageKind>(["input", "seen", "caughtUp", "output", "received"]);

describe("messages", () => {
  it("come out as they went in, however the stream is cut", () => {
    fc.assert(
      fc.property(fc.array(message, { maxLength: 8 }), fc.infiniteStream(fc.integer({ min: 1, max: 400 })), (sent, lengths) => {
        const stream = Buffer.concat(sent.map((each) => writeMessage(each.kind, each)));
        const heard: Message[] = [];
        const read = createMessageReader((each) => void heard.push({ ...each, bytes: each.bytes.slice() }));
        for (let at = 0; at < stream.length;) {
          const { value: length = 1 } = lengths.next();
          expect(read(Uint8Array.from(stream.subarray(at, at + length)))).toBe(true);
          at += length;
        }
        expect(heard).toEqual(
          sent.map((each) => ({ ...each, offset: withOffset.has(each.kind) ? each.offset : 0, bytes: Uint8Array.from(each.bytes) })),
        );
      }),
    );
  });

  it("of any bytes at all are read without a throw, and what is too long or of no kind ends the reading", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        const read = createMessageReader(({ bytes: payload }) => expect(payload.length).toBeLessThanOrEqual(maxMessageBytes));
        read(Uint8Array.from(bytes));
      }),
    );
    const read = () => createMessageReader(() => undefined);
    expect(read()(Uint8Array.of(99, 0, 0, 0, 0))).toBe(false);
    expect(read()(Uint8Array.of(messageKinds.output, 1, 0, 0, 0))).toBe(false);
    expect(read()(Uint8Array.of(messageKinds.input, 0, 0, 0, 3, 1, 2, 3))).toBe(false);
    expect(read()(Uint8Array.of(messageKinds.seen, 0, 0, 0, 8, 255, 255, 255, 255, 255, 255, 255, 255))).toBe(false);
  });

  it("cut what is long, and count on", () => {
    const bytes = new Uint8Array(3 * maxMessageBytes).map((_, index) => index);
    const heard: Message[] = [];
    const read = createMessageReader((each) => void heard.push(each));
    for (const part of writeMessages("output", bytes, 1_000)) read(part);
    expect(Buffer.concat(heard.map((each) => each.bytes)).equals(bytes)).toBe(true);
    expect(heard[1]?.offset).toBe(1_000 + (heard[0]?.bytes.length ?? 0));
  });

  it("say sizes, and none that a terminal cannot have", () => {
    const sizes: unknown[] = [];
    const read = createMessageReader((each) => void sizes.push(readSize(each)));
    read(writeSize(300, 50));
    read(writeSize(0, 50));
    read(writeMessage("size", { bytes: Uint8Array.of(1) }));
    expect(sizes).toEqual([{ columns: 300, rows: 50 }, null, null]);
  });
});

it("G1 a message of 64 kB that comes byte by byte costs a fixed number of copies of each byte", () => {
  const message = writeMessage("output", { offset: 0, bytes: new Uint8Array(60_000) });
  const pieces = Array.from(message, (_, index) => message.subarray(index, index + 1));
  const cost = (readAll: () => void) =>
    Math.min(
      ...Array.from({ length: 5 }, () => {
        const begun = process.cpuUsage();
        readAll();
        const { user, system } = process.cpuUsage(begun);
        return user + system;
      }),
    );
  const short = Array.from({ length: 2_400 }, () => writeMessage("output", { offset: 0, bytes: new Uint8Array(12) })).flatMap((each) =>
    Array.from(each, (_, index) => each.subarray(index, index + 1)),
  );
  const readAll = (all: Uint8Array<ArrayBuffer>[]) => () => {
    const read = createMessageReader(() => undefined);
    for (const piece of all) read(piece);
  };
  cost(readAll(short));
  expect(cost(readAll(pieces)) / Math.max(500, cost(readAll(short)))).toBeLessThan(16);
});
