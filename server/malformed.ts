/**
 * What is said to a connection whose request could not be read. Guards: a request that is refused for its size is told whether its address or
 * all of its head was too large, and the answer arrives: a browser sends all of its cookies before it listens, and closing before it has would
 * take the answer away from it. Trusts nothing of what was sent; no more of it is kept than the five bytes that tell an address from a header.
 */
import type { Duplex } from "node:stream";
import { presentTooLarge, type TooLarge } from "./too-large.ts";

/** More than a browser's whole jar for one site: 180 cookies of 4 kB. */
const maxDrainedBytes = 4 * 1024 * 1024;
const maxDrainMs = 10_000;

interface ParserError extends NodeJS.ErrnoException {
  rawPacket?: Buffer;
  bytesParsed?: number;
}

export interface Refusals {
  /** The listener's `clientError`. */
  refuse(error: ParserError, socket: Duplex & { bytesRead?: number }): void;
}

/** `isAnswering`: whether an answer to an earlier request is on its way over this connection. `accessOrigin`: asked anew for each answer. */
export function createRefusals(parts: { isAnswering: (socket: Duplex) => boolean; accessOrigin: () => string | null }): Refusals {
  // The parser reports its error again for each piece that arrives after it.
  const refused = new WeakSet<Duplex>();
  return {
    refuse(error, socket) {
      if (refused.has(socket)) return;
      if (error.code === "ECONNRESET" || !socket.writable) return void socket.destroy();
      // Bytes of a refusal in the middle of another answer would be taken for a part of it.
      if (parts.isAnswering(socket)) return void socket.destroy();
      if (error.code === "HPE_HEADER_OVERFLOW") {
        refused.add(socket);
        return refuseTooLarge(error, socket, (kind) => presentTooLarge(kind, parts.accessOrigin()));
      }
      refuseMalformed(error, socket);
    },
  };
}

/** To a connection that a browser opened ahead of its use and that has sent nothing until it timed out, not a word: it would take it for the answer to what it sends there next. */
function refuseMalformed(error: ParserError, socket: Duplex & { bytesRead?: number }): void {
  const tooLate = error.code === "ERR_HTTP_REQUEST_TIMEOUT";
  if (tooLate && socket.bytesRead === 0) return void socket.destroy();
  const text = `The request ${tooLate ? "did not arrive in time" : "is malformed"}.\n`;
  socket.end(
    `HTTP/1.1 ${tooLate ? "408 Request Timeout" : "400 Bad Request"}\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: ${text.length}\r\nCache-Control: no-store\r\nConnection: close\r\n\r\n${text}`,
  );
}

function refuseTooLarge(error: ParserError, socket: Duplex, present: (kind: TooLarge) => string): void {
  // Takes the bytes over from the parser, which has nothing more to say about them.
  socket.removeAllListeners("data");
  let bytes = 0;
  let isSaid = false;
  const tell = createTeller();
  const say = (kind: TooLarge) => {
    if (isSaid) return;
    isSaid = true;
    socket.end(present(kind));
  };
  const hear = (piece: Buffer) => {
    bytes += piece.length;
    const kind = isSaid ? null : tell(piece);
    if (kind !== null) say(kind);
    if (bytes > maxDrainedBytes) socket.destroy();
  };
  const timer = setTimeout(() => socket.destroy(), maxDrainMs).unref();
  socket.once("close", () => clearTimeout(timer));
  // Nothing but an address goes on and on without a space.
  socket.once("end", () => say("address"));
  socket.on("data", hear).resume();
  hear((error.rawPacket ?? Buffer.alloc(0)).subarray(error.bytesParsed ?? 0));
}

/**
 * Tells what overflowed from what follows, so that nothing has to be kept of what came before: an address ends with the first space, and then
 * comes `HTTP/`; a header ends with its line, or goes on after a space.
 */
export function createTeller(): (piece: Buffer) => TooLarge | null {
  let held = "";
  return (piece) => {
    const text = held + piece.toString("latin1");
    const at = text.search(/[ \n]/);
    held = at < 0 ? "" : text.slice(at, at + 6);
    if (at < 0 || (held.length < 6 && " HTTP/".startsWith(held))) return null;
    return held === " HTTP/" ? "address" : "head";
  };
}
