// @ts-check
/**
 * The client's end of one kept connection: bytes out, one whole answer in, again and again. Bare sockets, because a real client's own work
 * would hide what is measured; the same for everybody.
 */
import { createConnection } from "node:net";

/** Where requests go. `path`: what comes before the path of the app. @typedef {{port: number, path: string, headers: Record<string, string>}} Target */
/**
 * `isWhole` says of each chunk whether an answer is whole with it, and throws when the answer is not a good one; `isLast`, whether that answer
 * was the connection's last.
 * @typedef {{isWhole(chunk: Buffer): boolean, isLast: boolean}} Reader
 */

/**
 * @param {Target} target
 * @param {string} line method and path, such as `GET /`
 * @param {Record<string, string | number>} [more] headers
 */
export function writeHead({ path, headers }, line, more = {}) {
  const [method = "", ownPath = ""] = line.split(" ");
  const fields = Object.entries({ ...headers, ...more }).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.from(`${method} ${path}${ownPath} HTTP/1.1\r\n${fields.join("")}\r\n`, "latin1");
}

/**
 * @param {Target} target
 * @param {Reader} reader
 */
export function openConnection({ port }, reader) {
  /** @type {{resolve(value?: unknown): void, reject(error: Error): void} | null} */
  let waiting = null;
  const settle = (/** @type {Error | null} */ error) => {
    const asked = waiting;
    waiting = null;
    if (error) asked?.reject(error);
    else asked?.resolve();
  };
  const dial = () => {
    const opened = createConnection({ port, host: "127.0.0.1", noDelay: true });
    opened.on("data", (chunk) => {
      try {
        if (reader.isWhole(chunk)) settle(null);
      } catch (error) {
        settle(/** @type {Error} */ (error));
      }
    });
    opened.on("error", (error) => opened === socket && settle(error));
    opened.on("close", () => opened === socket && settle(new Error("The connection was closed before the answer was whole.")));
    return opened;
  };
  let socket = dial();
  return {
    /** Sends, and resolves with the whole answer; on a new connection when the last answer ended the one before. @param {...Buffer} parts */
    async exchange(...parts) {
      if (reader.isLast) {
        reader.isLast = false;
        socket.destroy();
        socket = dial();
      }
      const answered = new Promise((resolve, reject) => (waiting = { resolve, reject }));
      answered.catch(() => undefined);
      for (const part of parts) {
        if (!socket.write(part) && parts.length > 1) await untilDrained(socket);
      }
      await answered;
    },
    close: () => void socket.destroy(),
  };
}

/** Until more can be written, or nobody is there to take it. @param {import("node:stream").Writable} stream @returns {Promise<void>} */
export function untilDrained(stream) {
  return new Promise((resolve) => {
    const over = () => {
      stream.off("drain", over).off("close", over);
      resolve();
    };
    stream.on("drain", over).on("close", over);
  });
}

/**
 * Reads answers of HTTP/1.1 by their length, or by the end of their chunks. One request at a time, so nothing follows an answer.
 * @returns {Reader}
 */
export function createHttpReader() {
  let head = "";
  let left = 0;
  let tail = "";
  let isChunked = false;
  /** @type {Reader} */
  const reader = { isWhole, isLast: false };
  return reader;

  /** @param {Buffer} chunk */
  function isWhole(chunk) {
    const body = left === 0 && !isChunked ? readHead(chunk) : chunk;
    if (body === null) return false;
    if (!isChunked) {
      left -= body.length;
      return left === 0;
    }
    tail = (tail + body.subarray(-5).toString("latin1")).slice(-5);
    if (tail !== "0\r\n\r\n") return false;
    isChunked = false;
    return true;
  }

  /** What follows the head in this chunk; null when the head goes on. @param {Buffer} chunk */
  function readHead(chunk) {
    head += chunk.toString("latin1");
    const end = head.indexOf("\r\n\r\n");
    if (end < 0) return null;
    if (!head.startsWith("HTTP/1.1 200 ")) throw new Error(`Answered ${head.slice(0, 300)}`);
    const body = chunk.subarray(chunk.length - (head.length - end - 4));
    const [, length] = /\r\ncontent-length: *(\d+)/i.exec(head) ?? [];
    reader.isLast = /\r\nconnection: *close/i.test(head.slice(0, end + 2));
    isChunked = length === undefined;
    left = Number(length ?? 0);
    tail = "";
    head = "";
    return body;
  }
}

/** Reads the answer to a handshake, then echoes of `bytes` each with a frame head of two. @param {number} bytes @returns {Reader} */
export function createEchoReader(bytes) {
  let left = 0;
  let head = "";
  let isOpen = false;
  return { isWhole, isLast: false };

  /** @param {Buffer} chunk */
  function isWhole(chunk) {
    if (isOpen) {
      left = (left || bytes + 2) - chunk.length;
      return left === 0;
    }
    head += chunk.toString("latin1");
    if (!head.includes("\r\n\r\n")) return false;
    if (!head.startsWith("HTTP/1.1 101 ")) throw new Error(`Answered ${head.slice(0, 300)}`);
    isOpen = true;
    return true;
  }
}
