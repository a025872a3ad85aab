/** What a hostile agent, a hostile server and a hostile viewer send inside a WebSocket. */
import { mutate, type Random } from "./random.ts";

const number = (value: number) => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value >>> 0);
  return bytes;
};

const told = [
  '{"type":"ports","ports":[{"port":3000,"process":"node"}]}',
  '{"type":"ports","ports":[{"port":70000},{"port":-1},{"port":"x"}]}',
  '{"type":"apps","apps":{"a":{"url":"http://127.0.0.1:3000"}},"problem":null}',
  '{"type":"apps","apps":{"__proto__":{"url":"http://127.0.0.1:3000","sharing":"public","name":"\\u202e\\u0000"}},"problem":"x"}',
  '{"type":"facts","facts":{"hostname":"x","platform":"linux","system":"x","version":"9","uptimeSeconds":1,"load":null,"memory":{"usedBytes":1,"totalBytes":2},"disk":null}}',
  '{"type":"terminals","listed":{"now":1,"terminals":[]}}',
  '{"type":"terminals","listed":{"now":1e308,"terminals":[{"id":"x"}]}}',
  '{"replica":"r","others":["a"],"proxies":[]}',
  '{"replica":"r","others":[],"proxies":[{"id":"p","url":"http://169.254.169.254"}]}',
  "[".repeat(20_000),
  "null",
  "{}",
  "",
];
const asked = [
  "tcp localhost:3000",
  "tcp 127.0.0.1:1",
  "tcp 169.254.169.254:80",
  "tcp localhost:22",
  "tcp x",
  "terminals",
  "watch",
  "gateways",
  "",
  "\0",
  "x".repeat(60_000),
];

/** One binary message of a tunnel, or something like it. `connections`: ids that the other end has opened. */
export function writeTunnelFrame(random: Random, connections: readonly number[]): Buffer {
  const kind = random.oneIn(20) ? random.below(256) : 1 + random.below(7);
  const connection = connections.length > 0 && !random.oneIn(5) ? random.pick(connections) : random.pick([0, 1, 2, 3, 0xffff_ffff]);
  const line = Buffer.from(`${random.pick(told)}${random.oneIn(4) ? "" : "\n"}`);
  const payload = random.pick([
    () => Buffer.alloc(0),
    () => Buffer.from(random.pick(asked)),
    () => number(random.pick([0, 1, 65_536, 0xffff_ffff])),
    () => line.subarray(0, 60_000),
    () => mutate(random, line).subarray(0, 60_000),
    () => random.bytes(random.below(64)),
  ])();
  const frame = Buffer.concat([Buffer.from([kind]), number(connection), payload]);
  return random.oneIn(10) ? mutate(random, frame) : frame;
}

/** One message of a terminal's viewer, or something like it. */
export function writeViewerMessage(random: Random): Buffer {
  const kind = random.oneIn(10) ? random.below(256) : random.pick([1, 1, 2, 3]);
  const offset = Buffer.alloc(8);
  offset.writeBigUInt64BE(random.pick([0n, 1n, 100n, 2n ** 53n, 2n ** 64n - 1n]));
  const payload = random.pick([
    () => Buffer.concat([offset, Buffer.from("x")]),
    () => offset,
    () => Buffer.from([0, 80, 0, 24]),
    () => Buffer.from([255, 255, 255, 255]),
    () => random.bytes(random.below(32)),
  ])();
  const length = random.oneIn(10) ? random.pick([0, 1, 0xffff_ffff]) : payload.length;
  const message = Buffer.concat([Buffer.from([kind]), number(length), payload]);
  return random.oneIn(10) ? mutate(random, message) : message;
}

const finals = "@ABCDEFGHIJKLMPSTXZ`abcdefghilmnpqrstuvwxyz{|}~";

/** Output of a program that means no good: sequences with any numbers, cut and nested. */
export function writeOutput(random: Random, length: number): Buffer {
  const parts: Buffer[] = [];
  const count = () => random.pick(["", "0", "1", "80", "9999", "20000000", "2147483647", "99999999999999"]);
  for (let bytes = 0; bytes < length;) {
    const part = random.pick([
      () =>
        Buffer.from(
          `\x1b[${random.pick(["", "?", ">", "="])}${count()}${random.oneIn(2) ? `;${count()}` : ""}${random.pick(["", " ", "'", "$", "!"])}${random.pick([...finals])}`,
        ),
      () =>
        Buffer.from(
          `\x1b]${random.pick(["0", "2", "4", "8", "10", "52", "133", "999"])};${random.pick(["x", "?", "c;eA==", ";http://x"])}${random.pick(["\x07", "\x1b\\", ""])}`,
        ),
      () =>
        Buffer.from(`\x1bP${random.pick(["$q", "+q", "0;1q", ""])}${random.pick(["m", "#1!9999999~", "x"])}${random.pick(["\x1b\\", ""])}`),
      () =>
        Buffer.from(
          random.pick(["\x1bc", "\x1b7", "\x1b8", "\x1bD", "\x1bM", "\x1b#8", "\x1b(0", "\x0e", "\x0f", "\t", "\b", "\r\n", "\x9b5A"]),
        ),
      () => Buffer.from("text 漢字 é 👩‍👩‍👧 "),
      () => random.bytes(random.below(16)),
    ])();
    parts.push(part);
    bytes += part.length;
  }
  return Buffer.concat(parts);
}
