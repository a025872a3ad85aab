// @ts-check
/** The load generator, a process of its own. Each message asks for one measurement; the answer is its numbers. */
import { randomBytes } from "node:crypto";
import { createEchoReader, createHttpReader, openConnection, writeHead } from "../parts/raw-connection.mjs";

/** @typedef {import("../parts/raw-connection.mjs").Target} Target */

const echoBytes = 32;
const block = Buffer.alloc(1024 * 1024, "latchkey");
/** @type {{close(): void}[]} */
let held = [];

const work = {
  /** Small requests on many connections for a time. @param {{target: Target, connections: number, ms: number}} asked */
  async requests({ target, connections, ms }) {
    const request = writeHead(target, "GET /");
    return inParallel(connections, ms, async () => {
      const connection = openConnection(target, createHttpReader());
      await connection.exchange(request);
      return { ...connection, again: () => connection.exchange(request) };
    });
  },
  /** One request after the other on one connection. @param {{target: Target, count: number}} asked */
  async latency({ target, count }) {
    const request = writeHead(target, "GET /");
    const connection = openConnection(target, createHttpReader());
    return timeEach(count, connection, () => connection.exchange(request));
  },
  /** Whole bodies one after the other, from the app or to it. @param {{target: Target, bytes: number, direction: "down" | "up"}} asked */
  async body({ target, bytes, direction }) {
    const connection = openConnection(target, createHttpReader());
    await connection.exchange(writeHead(target, "GET /"));
    const blocks = Array.from({ length: bytes / block.length }, () => block);
    const head =
      direction === "down" ? writeHead(target, `GET /body?bytes=${bytes}`) : writeHead(target, "POST /take", { "content-length": bytes });
    const begin = performance.now();
    await connection.exchange(head, ...(direction === "down" ? [] : blocks));
    const seconds = (performance.now() - begin) / 1000;
    connection.close();
    return { bytesPerSecond: bytes / seconds };
  },
  /** Round trips of a message on one WebSocket. @param {{target: Target, count: number}} asked */
  async echo({ target, count }) {
    const socket = await openSocket(target);
    return timeEach(count, socket, socket.again);
  },
  /** Round trips on many WebSockets at once. @param {{target: Target, connections: number, ms: number}} asked */
  echoes: ({ target, connections, ms }) => inParallel(connections, ms, () => openSocket(target)),
  /** Opens WebSockets, lets each carry one message, and keeps them. @param {{target: Target, count: number}} asked */
  async hold({ target, count }) {
    while (held.length < count)
      held.push(...(await Promise.all(Array.from({ length: Math.min(50, count - held.length) }, () => openSocket(target)))));
    return { count: held.length };
  },
  release() {
    for (const { close } of held) close();
    held = [];
    return {};
  },
};

process.on("message", async (/** @type {any} */ asked) => {
  try {
    process.send?.(await work[/** @type {keyof typeof work} */ (asked.task)](asked));
  } catch (error) {
    process.send?.({ error: `${asked.task}: ${error instanceof Error ? error.message : error}` });
  }
});
process.on("disconnect", () => process.exit());
process.send?.("ready");

/** @param {Target} target */
async function openSocket(target) {
  const connection = openConnection(target, createEchoReader(echoBytes));
  const key = randomBytes(16).toString("base64");
  const origin = `http://${target.headers["host"]}`;
  const upgrade = { origin, connection: "Upgrade", upgrade: "websocket", "sec-websocket-version": 13, "sec-websocket-key": key };
  await connection.exchange(writeHead(target, "GET /echo", upgrade));
  // RFC 6455 §5.2: a final text frame, masked with zeros.
  const frame = Buffer.concat([Buffer.from([0x81, 0x80 | echoBytes, 0, 0, 0, 0]), Buffer.alloc(echoBytes, "a")]);
  const again = () => connection.exchange(frame);
  await again();
  return { ...connection, again };
}

/**
 * @param {number} connections
 * @param {number} ms
 * @param {() => Promise<{again(): Promise<void>, close(): void}>} open
 */
async function inParallel(connections, ms, open) {
  const opened = await Promise.all(Array.from({ length: connections }, open));
  const begin = performance.now();
  let count = 0;
  const run = async (/** @type {{again(): Promise<void>}} */ { again }) => {
    for (; performance.now() - begin < ms; count += 1) await again();
  };
  await Promise.all(opened.map(run));
  const seconds = (performance.now() - begin) / 1000;
  for (const { close } of opened) close();
  return { perSecond: count / seconds, count };
}

/** @param {number} count @param {{close(): void}} connection @param {() => Promise<void>} once */
async function timeEach(count, connection, once) {
  for (let index = 0; index < 20; index += 1) await once();
  const us = [];
  for (let index = 0; index < count; index += 1) {
    const begin = performance.now();
    await once();
    us.push((performance.now() - begin) * 1000);
  }
  connection.close();
  return { us };
}
