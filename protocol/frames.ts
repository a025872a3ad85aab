/**
 * The frames of a tunnel: many connections in one WebSocket, one frame a binary message.
 *
 *   byte 0      kind
 *   bytes 1–4   connection, unsigned, network byte order
 *   the rest    payload
 *
 *   open     door → agent   what is asked for, UTF-8: `tcp localhost:3000`, `watch`
 *   opened   agent → door   it stands
 *   refused  agent → door   it does not; UTF-8: why, as Node names it (`ECONNREFUSED`), or `forbidden` by the agent's own rules
 *   data     both           bytes
 *   end      both           no more bytes in this direction
 *   reset    both           cut, in both directions
 *   credit   both           payload: how many more bytes the other end may send, unsigned 32 bit
 */
export const frameKinds = { open: 1, opened: 2, refused: 3, data: 4, end: 5, reset: 6, credit: 7 } as const;
export type FrameKind = keyof typeof frameKinds;

export interface Frame {
  kind: FrameKind;
  connection: number;
  payload: Uint8Array;
}

export const frameHeadBytes = 5;
/** What each end may send on a new connection before the other has granted more. */
export const initialCreditBytes = 512 * 1024;
/** Longest payload: a large body must not hold up a keystroke behind it. */
export const maxPayloadBytes = 64 * 1024;
export const maxConnection = 0xffff_ffff;

const kinds = new Map<number, FrameKind>(Object.entries(frameKinds).map(([kind, number]) => [number, kind as FrameKind]));

/** Writes the head of a frame into the first five bytes of `into`. */
export function writeHead(into: Uint8Array, kind: FrameKind, connection: number): void {
  into[0] = frameKinds[kind];
  into[1] = connection >>> 24;
  into[2] = connection >>> 16;
  into[3] = connection >>> 8;
  into[4] = connection;
}

/** Null for bytes that are no frame. The payload is a view, not a copy. */
export function readFrame(bytes: Uint8Array): Frame | null {
  const kind = kinds.get(bytes[0] ?? 0);
  if (kind === undefined || bytes.length < frameHeadBytes || bytes.length > frameHeadBytes + maxPayloadBytes) return null;
  const [, first = 0, second = 0, third = 0, fourth = 0] = bytes;
  return { kind, connection: ((first << 24) | (second << 16) | (third << 8) | fourth) >>> 0, payload: bytes.subarray(frameHeadBytes) };
}
