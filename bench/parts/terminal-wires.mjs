// @ts-check
/**
 * How a client speaks to each of the terminals, all on the same bare `ws`. Each does what its own page does and no more: confirms what it has
 * taken in, and draws nothing.
 */
import { randomUUID } from "node:crypto";
import { WebSocket } from "ws";

/** @typedef {"latchkey" | "bare" | "wetty"} Language */
/** @typedef {{language: Language, url: string, headers: Record<string, string>}} Target */
/** What is said of the bytes of one WebSocket. @typedef {{output(bytes: Buffer): void, caughtUp(): void, snapshot(): void}} Events */
/** @typedef {{hear(data: Buffer): void, type(text: string): void}} Speech */

/** @type {Record<Language, (socket: WebSocket, events: Events) => Speech>} */
const languages = { latchkey: speakLatchkey, bare: speakBare, wetty: speakWetty };

/** @param {Target} target */
export function openWire({ language, url, headers }) {
  // One that opens a terminal names its viewer; to the others it is nothing.
  const socket = new WebSocket(url.replace("{viewer}", randomUUID()), { headers, perMessageDeflate: false });
  socket.binaryType = "nodebuffer";
  let [bytes, snapshots] = [0, 0];
  /** @type {(bytes: Buffer) => void} */
  let hearOutput = () => undefined;
  /** @type {() => void} */
  let isCaughtUp = () => undefined;
  const caughtUp = new Promise((/** @type {(nothing: void) => void} */ resolve) => (isCaughtUp = resolve));
  const speech = languages[language](socket, {
    output: (given) => hearOutput(given),
    caughtUp: isCaughtUp,
    snapshot: () => (snapshots += 1),
  });
  socket.on("message", (/** @type {Buffer} */ data) => {
    bytes += data.length;
    speech.hear(data);
  });
  /** @type {Promise<never>} */
  const failed = new Promise((_, reject) => {
    socket.on("error", reject);
    socket.on("close", (code) => reject(new Error(`The WebSocket was closed with ${code}.`)));
  });
  const caughtUpOrFailed = Promise.race([caughtUp, failed]);
  // Whoever waits for neither is not to be ended by it.
  for (const each of [failed, caughtUpOrFailed]) each.catch(() => undefined);
  return {
    type: speech.type,
    /** @param {(bytes: Buffer) => void} heard */
    onOutput: (heard) => void (hearOutput = heard),
    /** Resolves when the screen is whole; where there is none to be had, never. */
    caughtUp: caughtUpOrFailed,
    /** Rejects when the WebSocket is gone. */
    failed,
    /** Of all messages so far, without the heads of WebSocket frames. */
    counts: () => ({ bytes, snapshots }),
    close: () => socket.terminate(),
  };
}

/** @param {WebSocket} socket @param {Events} events @returns {Speech} */
function speakBare(socket, { output }) {
  return { hear: output, type: (text) => socket.send(Buffer.from(text)) };
}

/**
 * Latchkey's messages, docs/api.md: a kind, a length of 32 bits, the payload; in some an offset of 64 bits first.
 * @param {WebSocket} socket @param {Events} events @returns {Speech}
 */
function speakLatchkey(socket, events) {
  const kinds = { input: 1, seen: 2, snapshot: 17, caughtUp: 18, output: 19 };
  const seenEveryBytes = 64 * 1024;
  let [typed, told] = [0, 0];
  /** @type {Buffer} */
  let rest = Buffer.alloc(0);
  const send = (/** @type {number} */ kind, /** @type {number} */ offset, bytes = Buffer.alloc(0)) => {
    const head = Buffer.alloc(13);
    head.writeUInt8(kind, 0);
    head.writeUInt32BE(8 + bytes.length, 1);
    head.writeBigUInt64BE(BigInt(offset), 5);
    socket.send(Buffer.concat([head, bytes]));
  };
  const hearMessage = (/** @type {number} */ kind, /** @type {Buffer} */ payload) => {
    if (kind === kinds.snapshot) events.output(payload);
    if (kind !== kinds.caughtUp && kind !== kinds.output) return;
    const end = Number(payload.readBigUInt64BE(0)) + payload.length - 8;
    if (kind === kinds.output) events.output(payload.subarray(8));
    if (kind === kinds.output && end - told < seenEveryBytes) return;
    told = end;
    send(kinds.seen, end);
    if (kind === kinds.output) return;
    events.snapshot();
    events.caughtUp();
  };
  return {
    hear(data) {
      let bytes = rest.length > 0 ? Buffer.concat([rest, data]) : data;
      while (bytes.length >= 5 && bytes.length >= 5 + bytes.readUInt32BE(1)) {
        const end = 5 + bytes.readUInt32BE(1);
        hearMessage(bytes.readUInt8(0), bytes.subarray(5, end));
        bytes = bytes.subarray(end);
      }
      rest = bytes;
    },
    type(text) {
      const bytes = Buffer.from(text);
      send(kinds.input, typed, bytes);
      typed += bytes.length;
    },
  };
}

/**
 * wetty 3: Socket.IO 4 on Engine.IO 4, with nothing but the WebSocket (socket.io-client itself would do more for every message).
 * @param {WebSocket} socket @param {Events} events @returns {Speech}
 */
function speakWetty(socket, { output }) {
  const commitBytes = 262_144;
  let uncommitted = 0;
  const emit = (/** @type {unknown[]} */ ...event) => socket.send(`42${JSON.stringify(event)}`);
  const hearEvent = (/** @type {[string, string?]} */ [name, text = ""]) => {
    if (name !== "data") return;
    output(Buffer.from(text));
    for (uncommitted += text.length; uncommitted >= commitBytes; uncommitted -= commitBytes) emit("commit", commitBytes);
  };
  return {
    hear(data) {
      const text = data.toString();
      if (text.startsWith("42")) hearEvent(JSON.parse(text.slice(2)));
      else if (text.startsWith("0")) socket.send("40");
      else if (text === "2") socket.send("3"); // alive
    },
    type: (text) => emit("input", text),
  };
}
