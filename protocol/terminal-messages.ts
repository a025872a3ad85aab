/** Writing and reading the messages of terminal.ts. */
import { maxMessageBytes, messageKinds, type MessageKind } from "./terminal.ts";

const headBytes = 5;
const offsetBytes = 8;
const kinds = new Map<number, MessageKind>(Object.entries(messageKinds).map(([kind, number]) => [number, kind as MessageKind]));
const withOffset = new Set<MessageKind>(["input", "seen", "caughtUp", "output", "received"]);

export interface Message {
  kind: MessageKind;
  /** 0 for kinds without one. */
  offset: number;
  /** What follows the offset; a view, not a copy. */
  bytes: Uint8Array<ArrayBuffer>;
}

const none = new Uint8Array();

/** One message. `bytes` may have at most `maxMessageBytes` less the offset. */
export function writeMessage(
  kind: MessageKind,
  { offset, bytes = none }: { offset?: number; bytes?: Uint8Array },
): Uint8Array<ArrayBuffer> {
  const length = (withOffset.has(kind) ? offsetBytes : 0) + bytes.length;
  const message = new Uint8Array(headBytes + length);
  const view = new DataView(message.buffer);
  message[0] = messageKinds[kind];
  view.setUint32(1, length);
  if (withOffset.has(kind)) view.setBigUint64(headBytes, BigInt(offset ?? 0));
  message.set(bytes, message.length - bytes.length);
  return message;
}

/** `bytes` cut into as many messages as it takes; offsets go on from one to the next. None for no bytes. */
export function writeMessages(kind: "input" | "output" | "snapshot", bytes: Uint8Array, offset = 0): Uint8Array<ArrayBuffer>[] {
  const most = maxMessageBytes - offsetBytes;
  return Array.from({ length: Math.ceil(bytes.length / most) }, (_, index) =>
    writeMessage(kind, { offset: offset + index * most, bytes: bytes.subarray(index * most, (index + 1) * most) }),
  );
}

export function writeSize(columns: number, rows: number): Uint8Array<ArrayBuffer> {
  return writeMessage("size", { bytes: Uint8Array.of(columns >> 8, columns, rows >> 8, rows) });
}

/** Null for a payload that is no size, or none that a terminal can have. */
export function readSize({ bytes }: Message): { columns: number; rows: number } | null {
  const [a = 0, b = 0, c = 0, d = 0] = bytes;
  const size = { columns: (a << 8) | b, rows: (c << 8) | d };
  return bytes.length === 4 && size.columns > 0 && size.rows > 0 ? size : null;
}

export function writeJson(kind: "hello" | "facts" | "ended", value: object): Uint8Array<ArrayBuffer> {
  return writeMessage(kind, { bytes: new TextEncoder().encode(JSON.stringify(value)) });
}

/** Null for what is no JSON. */
export function readJson({ bytes }: Message): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return null;
  }
}

/**
 * Reads messages out of a stream, however it is cut. Give it bytes as they come; `heard` is called for each whole message. False: these bytes
 * are none of this protocol, and nothing more should be given. Holds at most one message; the work is linear in the bytes that came.
 */
export function createMessageReader(heard: (message: Message) => void): (chunk: Uint8Array<ArrayBuffer>) => boolean {
  const head = new Uint8Array(headBytes);
  let headLength = 0;
  /** The payload of a message that came in pieces, as long as its head says; null: what comes next is a head. */
  let payload: Uint8Array<ArrayBuffer> | null = null;
  let payloadLength = 0;
  const hear = (kind: MessageKind, bytes: Uint8Array<ArrayBuffer>): boolean => {
    const skipped = withOffset.has(kind) ? offsetBytes : 0;
    const offset = skipped === 0 ? 0 : Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0));
    if (!Number.isSafeInteger(offset)) return false;
    heard({ kind, offset, bytes: bytes.subarray(skipped) });
    return true;
  };
  return (chunk) => {
    for (let at = 0; at < chunk.length;) {
      if (!payload) {
        const taken = Math.min(headBytes - headLength, chunk.length - at);
        head.set(chunk.subarray(at, at + taken), headLength);
        headLength += taken;
        at += taken;
        if (headLength < headBytes) break;
      }
      const read = readHead(head);
      if (!read) return false;
      const { kind, length } = read;
      if (!payload && chunk.length - at >= length) {
        // Whole in one piece: nothing is copied.
        headLength = 0;
        if (!hear(kind, chunk.subarray(at, at + length))) return false;
        at += length;
        continue;
      }
      payload ??= new Uint8Array(length);
      const taken = Math.min(length - payloadLength, chunk.length - at);
      payload.set(chunk.subarray(at, at + taken), payloadLength);
      payloadLength += taken;
      at += taken;
      if (payloadLength < length) break;
      const whole = payload;
      payload = null;
      [headLength, payloadLength] = [0, 0];
      if (!hear(kind, whole)) return false;
    }
    return true;
  };
}

/** Null for the head of no message. */
function readHead(head: Uint8Array<ArrayBuffer>): { kind: MessageKind; length: number } | null {
  const kind = kinds.get(head[0] ?? 0);
  const length = new DataView(head.buffer).getUint32(1);
  if (kind === undefined || length > maxMessageBytes || length < (withOffset.has(kind) ? offsetBytes : 0)) return null;
  return { kind, length };
}
