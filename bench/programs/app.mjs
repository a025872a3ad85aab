// @ts-check
/**
 * The app behind every proxy: a small answer, a large one, a body taken in, a WebSocket echo. Handles nothing else, so that next to all the
 * time of a request is the proxy's.
 */
import { createServer } from "node:http";
import { WebSocketServer } from "ws";
import { untilDrained } from "../parts/raw-connection.mjs";

const small = Buffer.from(JSON.stringify({ ok: true, text: "A small answer, about as long as most that an API gives." }));
const block = Buffer.alloc(64 * 1024, "latchkey");

const server = createServer((request, response) => {
  const { pathname, searchParams } = new URL(request.url ?? "/", "http://app");
  if (pathname.endsWith("/body")) return void sendBody(response, Number(searchParams.get("bytes")));
  if (pathname.endsWith("/take")) {
    let bytes = 0;
    request.on("data", (chunk) => (bytes += chunk.length));
    request.on("end", () => response.end(String(bytes)));
    return;
  }
  response.writeHead(200, { "content-type": "application/json", "content-length": small.length });
  response.end(small);
});
server.keepAliveTimeout = 60_000;

const sockets = new WebSocketServer({ server, perMessageDeflate: false });
sockets.on("connection", (socket) => {
  socket.on("error", () => undefined); // the generator cuts its sockets off when it is done
  socket.on("message", (data, isBinary) => socket.send(data, { binary: isBinary }));
});

server.listen(0, "127.0.0.1", () => process.send?.(/** @type {import("node:net").AddressInfo} */ (server.address())));
process.on("disconnect", () => process.exit());

/** @param {import("node:http").ServerResponse} response @param {number} bytes */
async function sendBody(response, bytes) {
  response.writeHead(200, { "content-type": "application/octet-stream", "content-length": bytes });
  for (let sent = 0; sent < bytes && !response.destroyed; sent += block.length) {
    const isTaken = response.write(block.subarray(0, Math.min(block.length, bytes - sent)));
    if (!isTaken) await untilDrained(response);
  }
  response.end();
}
