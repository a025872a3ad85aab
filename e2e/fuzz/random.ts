/** A repeatable source of choices: one seed gives one series, on every machine. */
import { createHash } from "node:crypto";

export interface Random {
  /** A whole number from 0 to `limit` - 1. */
  below(limit: number): number;
  pick<T>(list: readonly T[]): T;
  /** True once in so many times. */
  oneIn(times: number): boolean;
  bytes(length: number): Buffer;
}

/** `seed`: any text. mulberry32, which is enough to choose by and nothing else. */
export function createRandom(seed: string): Random {
  let state = createHash("sha256").update(seed).digest().readUInt32BE();
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
  const below = (limit: number) => next() % Math.max(1, limit);
  return {
    below,
    pick: (list) => list[below(list.length)] as (typeof list)[number],
    oneIn: (times) => below(times) === 0,
    bytes: (length) => Buffer.from(Array.from({ length }, () => below(256))),
  };
}

/** Bytes that parsers stumble over, longer ones among them. */
const awkward = [
  "\0",
  "\r",
  "\n",
  "\r\n",
  "\r\n\r\n",
  "\t",
  " ",
  ";",
  ",",
  "=",
  ":",
  "%",
  "%00",
  "%ff",
  "%2f",
  "..",
  "//",
  "\\",
  '"',
  "\x7f",
  "\x80",
  "\xff",
  "é",
  "{",
  "[",
  "&",
  "#",
  "@",
  "*",
];

/** The same bytes with one to three small changes: a byte replaced, left out or doubled, something awkward put in, the end cut off. */
export function mutate(random: Random, bytes: Buffer): Buffer {
  let changed = bytes;
  for (let turn = 0; turn <= random.below(3); turn++) {
    const at = random.below(changed.length + 1);
    const [before, after] = [changed.subarray(0, at), changed.subarray(at)];
    changed = random.pick([
      () => Buffer.concat([before, random.bytes(1), after.subarray(1)]),
      () => Buffer.concat([before, after.subarray(1)]),
      () => Buffer.concat([before, after.subarray(0, 1), after]),
      () => Buffer.concat([before, Buffer.from(random.pick(awkward), "latin1"), after]),
      () => Buffer.concat([before, before.subarray(random.below(before.length)), after]),
      () => before,
    ])();
  }
  return changed;
}
