/**
 * Cuts output only where nothing is torn: after a whole character and a whole escape sequence (ECMA-48 §5.4, as xterm.js reads them). What is
 * begun is held back; nobody sees anything of half a sequence, so nobody misses it. So every offset at which output is cut is one at which a
 * snapshot can be taken and gone on from.
 */

type State =
  | "ground"
  | "escape"
  | "escapeMiddle"
  | "csi"
  | "csiParameters"
  | "csiMiddle"
  | "csiIgnored"
  | "osc"
  | "text"
  | "dcs"
  | "dcsParameters"
  | "dcsMiddle"
  | "dcsIgnored"
  | "dcsBody";

/** A string longer than this is for no terminal of ours (xterm.js takes 10 MB, of a clipboard): it is left out, whole. */
export const longestSequenceBytes = 1024 * 1024;

const none = new Uint8Array();

/** Gives of each chunk, with what was held back before, all that is whole. */
export function createSequenceCutter(): (chunk: Uint8Array) => Uint8Array {
  let state: State = "ground";
  const held = createHeld();
  /** Of a character of more than one byte: how many are missing, and the bits there are. */
  let missing = 0;
  let length = 0;
  let bits = 0;
  let isTooLong = false;

  return (chunk) => {
    /** How much of the chunk is whole; what was held is whole too as soon as this is more than 0. */
    let whole = 0;
    for (let index = 0; index < chunk.length; index++) {
      if (state === "ground" && missing === 0) {
        // Nearly all output is this: text and line ends, passed over as quickly as can be.
        const from = index;
        while (index < chunk.length && (chunk[index] ?? 0) < 0x80 && chunk[index] !== 0x1b) index += 1;
        if (index > from) whole = index;
        if (index === chunk.length) break;
      }
      const byte = chunk[index] ?? 0;
      let code = byte;
      if (byte >= 0x80 || missing > 0) {
        code = decode(byte);
        if (code === -2) {
          // It does not go on the character before it: that one is none, and this byte is read by itself.
          index -= 1;
          continue;
        }
        if (code === -1) {
          if (missing === 0 && state === "ground" && !isTooLong) whole = index + 1;
          continue;
        }
      }
      state = next(state, code);
      if (state === "ground" && missing === 0) {
        if (isTooLong) {
          isTooLong = false;
          chunk = chunk.subarray(index + 1);
          index = -1;
          whole = 0;
        } else whole = index + 1;
      }
    }
    if (isTooLong) return none;
    const rest = chunk.subarray(whole);
    if (whole === 0) {
      held.add(rest);
      if (held.length > longestSequenceBytes) {
        held.take(none);
        isTooLong = true;
      }
      return none;
    }
    const given = held.take(chunk.subarray(0, whole));
    held.add(rest);
    return given;
  };

  /** A code point; -1: not yet, or one that terminals leave out; -2: the byte begins anew. As xterm.js decodes UTF-8. */
  function decode(byte: number): number {
    if (missing > 0) {
      if ((byte & 0xc0) !== 0x80) {
        missing = 0;
        return -2;
      }
      bits = (bits << 6) | (byte & 0x3f);
      missing -= 1;
      if (missing > 0) return -1;
      if (length === 2) return bits < 0x80 ? -1 : bits;
      if (length === 3) return bits < 0x800 || (bits >= 0xd800 && bits <= 0xdfff) || bits === 0xfeff ? -1 : bits;
      return bits < 0x10000 || bits > 0x10ffff ? -1 : bits;
    }
    length = (byte & 0xe0) === 0xc0 ? 2 : (byte & 0xf0) === 0xe0 ? 3 : (byte & 0xf8) === 0xf0 ? 4 : 0;
    if (length === 0) return -1;
    missing = length - 1;
    bits = byte & (0xff >> (length + 1));
    return -1;
  }
}

function next(state: State, code: number): State {
  if (state === "ground" && code >= 0x20 && (code < 0x80 || code >= 0xa0)) return "ground";
  const anywhere = nextAnywhere(code);
  if (anywhere !== null) return anywhere;
  if (code >= 0xa0) return state === "osc" || state === "csiIgnored" || state === "dcsIgnored" || state === "dcsBody" ? state : "ground";
  if (state === "osc" && code === 0x07) return "ground";
  // Controls are done on the spot, or left out, within a sequence too; DEL is nothing.
  if (code < 0x20 || code === 0x7f || state === "ground") return state;
  if (state === "osc" || state === "text" || state === "dcsIgnored" || state === "dcsBody") return state;
  if (state === "escape") return nextInEscape(code);
  if (state === "escapeMiddle") return code < 0x30 ? "escapeMiddle" : "ground";
  if (state === "csiIgnored") return code < 0x40 ? "csiIgnored" : "ground";
  const isCsi = state === "csi" || state === "csiParameters" || state === "csiMiddle";
  if (code >= 0x40) return isCsi ? "ground" : "dcsBody";
  if (code < 0x30) return isCsi ? "csiMiddle" : "dcsMiddle";
  const isMisplaced = state === "csiMiddle" || state === "dcsMiddle" || (code >= 0x3c && state !== "csi" && state !== "dcs");
  if (isMisplaced) return isCsi ? "csiIgnored" : "dcsIgnored";
  return isCsi ? "csiParameters" : "dcsParameters";
}

/** What begins or ends a sequence whatever stands before it, as the 8-bit controls do (ECMA-48 §5.3). */
function nextAnywhere(code: number): State | null {
  if (code === 0x1b) return "escape";
  if (code === 0x18 || code === 0x1a) return "ground";
  if (code < 0x80 || code >= 0xa0) return null;
  if (code === 0x9b) return "csi";
  if (code === 0x9d) return "osc";
  if (code === 0x90) return "dcs";
  return code === 0x98 || code === 0x9e || code === 0x9f ? "text" : "ground";
}

function nextInEscape(code: number): State {
  if (code < 0x30) return "escapeMiddle";
  if (code === 0x5b) return "csi";
  if (code === 0x5d) return "osc";
  if (code === 0x50) return "dcs";
  return code === 0x58 || code === 0x5e || code === 0x5f ? "text" : "ground";
}

/** Bytes that wait for the rest of their sequence. Room is doubled when it runs out: a sequence that comes byte by byte is not copied at each of them. */
function createHeld() {
  let room = none;
  let length = 0;
  return {
    get length() {
      return length;
    },
    add(bytes: Uint8Array) {
      if (length + bytes.length > room.length) {
        const larger = new Uint8Array(Math.max(64, 2 * room.length, length + bytes.length));
        larger.set(room.subarray(0, length));
        room = larger;
      }
      room.set(bytes, length);
      length += bytes.length;
    },
    /** What was held and `more` behind it; nothing is held any longer. */
    take(more: Uint8Array): Uint8Array {
      if (length === 0) return more;
      const taken = new Uint8Array(length + more.length);
      taken.set(room.subarray(0, length));
      taken.set(more, length);
      [room, length] = [none, 0];
      return taken;
    },
  };
}
