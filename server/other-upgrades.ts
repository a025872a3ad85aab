/**
 * Upgrades: only WebSockets are. Everything else that asks for another protocol goes on as the ordinary request that it also is (RFC 9110 §7.8),
 * body and all. Guards: no protocol passes that no header pass reads (h2c), and no byte behind such a request is lost or read as another one.
 *
 * Node decides by the header alone and takes its parser off the connection before anybody is asked; where it lets somebody decide
 * (`shouldUpgradeCallback`), it forgets what came in one piece behind the request. So the head is put back in front of what is unread, without
 * its upgrade, and the connection is given to the server as a new one.
 */
import { createServer, ServerResponse, type IncomingMessage, type Server } from "node:http";
import { Duplex } from "node:stream";

/** A handshake as RFC 6455 §4.1 has it. With a body, or in HTTP/1.0, there is no upgrade (RFC 9110 §7.8). */
export function isWebSocketHandshake({ method, headers, httpVersion }: IncomingMessage): boolean {
  return (
    method === "GET" &&
    httpVersion === "1.1" &&
    headers.upgrade?.toLowerCase() === "websocket" &&
    headers["transfer-encoding"] === undefined &&
    Number(headers["content-length"] ?? 0) === 0
  );
}

/** Has the server read a connection again from the head of `request` on, which then asks for no upgrade. `head`: what was read behind it. */
export function readAgain(server: Server, request: IncomingMessage, socket: Duplex, head: Buffer): void {
  // The body is still arriving, and Node reads it by itself.
  if (socket !== request.socket) return answerAsLast(server, request);
  if (head.length > 0) socket.unshift(head);
  // Read already, to its end: it is put back with its length.
  const body = nodeReadsBodies && hasBody(request) ? ((request.read() as Buffer | null) ?? Buffer.alloc(0)) : null;
  if (body !== null && body.length > 0) socket.unshift(body);
  socket.unshift(Buffer.from(headWithoutUpgrade(request, body?.length ?? null), "latin1"));
  // Set by an answer before on this connection, and unknown to the next parser: a long answer would be cut by it.
  request.socket.setTimeout(0);
  // Not within the call of the parser that is being taken off.
  process.nextTick(() => server.emit("setSecureContext" in server ? "secureConnection" : "connection", socket));
}

/**
 * Never longer than it came, so it fits where it fitted. Node gave it as latin1, one character a byte, and lets no line end into a value.
 * `bodyBytes`: of a body that is framed anew; null where its framing stays as it came.
 */
function headWithoutUpgrade({ method, url, httpVersion, rawHeaders }: IncomingMessage, bodyBytes: number | null): string {
  let text = `${method ?? ""} ${url ?? ""} HTTP/${httpVersion}\r\n`;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] ?? "";
    const value = rawHeaders[index + 1] ?? "";
    const plain = name.toLowerCase();
    if (plain === "upgrade" || plain === "http2-settings") continue;
    if (bodyBytes !== null && /^(?:content-length|transfer-encoding|trailer)$/.test(plain)) continue;
    const kept =
      plain === "connection" ? value.split(",").filter((option) => !/^(?:upgrade|http2-settings)$/i.test(option.trim())) : [value];
    if (kept.length > 0) text += `${name}:${kept.join(",")}\r\n`;
  }
  return bodyBytes === null ? `${text}\r\n` : `${text}Content-Length:${bodyBytes}\r\n\r\n`;
}

/** As the last on its connection: what is read behind its body is given to nobody. */
function answerAsLast(server: Server, request: IncomingMessage): void {
  const { socket } = request;
  const response = new ServerResponse(request);
  response.shouldKeepAlive = false;
  response.assignSocket(socket);
  response.once("finish", () => socket.destroySoon());
  server.emit(/^100-continue$/i.test(request.headers.expect ?? "") ? "checkContinue" : "request", request, response);
}

function hasBody({ headers }: IncomingMessage): boolean {
  return headers["transfer-encoding"] !== undefined || Number(headers["content-length"] ?? 0) > 0;
}

/**
 * Whether this Node reads the body of a request that asks for an upgrade, as it does since 25; before, it leaves it unread in front of what
 * follows. Tried rather than looked up: who guesses wrong reads the next request as this one's body.
 */
const nodeReadsBodies = (() => {
  const server = createServer();
  let rest = "";
  server.on("upgrade", (_request, _socket, head) => (rest = head.toString("latin1")));
  const wire = new Duplex({ read: () => undefined, write: (_chunk, _encoding, done) => done() });
  server.emit("connection", wire);
  const head = "POST / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: x\r\nContent-Length: 1\r\n\r\n";
  wire.emit("data", Buffer.from(`${head}.`));
  wire.destroy();
  return rest !== ".";
})();
