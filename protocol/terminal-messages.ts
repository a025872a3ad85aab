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
 * are none of this protocol, and nothing more should be given. Holds at most one message.
 */
export function createMessageReader(heard: (message: Message) => void): (chunk: Uint8Array<ArrayBuffer>) => boolean {
  let rest = new Uint8Array();
  return (chunk) => {
    let bytes = chunk;
    if (rest.length > 0) {
      bytes = new Uint8Array(rest.length + chunk.length);
      bytes.set(rest);
      bytes.set(chunk, rest.length);
    }
    let at = 0;
    while (bytes.length - at >= headBytes) {
      const view = new DataView(bytes.buffer, bytes.byteOffset + at);
      const kind = kinds.get(view.getUint8(0));
      const length = view.getUint32(1);
      const least = kind !== undefined && withOffset.has(kind) ? offsetBytes : 0;
      if (kind === undefined || length > maxMessageBytes || length < least) return false;
      const end = at + headBytes + length;
      if (end > bytes.length) break;
      const offset = least === 0 ? 0 : Number(view.getBigUint64(headBytes));
      if (!Number.isSafeInteger(offset)) return false;
      heard({ kind, offset, bytes: bytes.subarray(at + headBytes + least, end) });
      at = end;
    }
    rest = bytes.slice(at);
    return true;
  };
}
