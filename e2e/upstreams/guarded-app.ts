/**
 * The app of the behaviour suite: says what it saw, streams, holds, breaks off. It keeps an eye on everything that reaches it: whatever is
 * Latchkey's own in a request is an offence, and a test that has any fails.
 */
import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import type { Duplex } from "node:stream";
import { gzipSync } from "node:zlib";
import { WebSocketServer } from "ws";

/** What the echo answers. */
export interface Seen {
  method: string;
  url: string;
  rawHeaders: string[];
  bytes: number;
  sha256: string;
  trailers: NodeJS.Dict<string>;
}

export interface GuardedApp {
  readonly port: number;
  /** Targets that were asked for, upgrades included, oldest first. */
  readonly targets: string[];
  /** The handshakes' raw headers. */
  readonly handshakes: string[][];
  /** What of Latchkey's own has arrived here. */
  readonly offences: string[];
  /** Answers under way: of `/events` and `/hold`. */
  readonly streams: ServerResponse[];
  /** Requests whose answer the other side cut. */
  readonly aborted: string[];
  /** Sockets that were upgraded and are open. */
  readonly sockets: ReadonlySet<Duplex>;
  close(): Promise<void>;
}

/** Bytes that no compression shortens and whose order shows: what `/bytes` serves. */
export function patternOf(length: number): Buffer {
  const block = createHash("sha512").update("pattern").digest();
  return Buffer.alloc(length, block);
}

export const gzipped = gzipSync(Buffer.from("compressed by the app\n".repeat(200)), { level: 9 });

export async function startGuardedApp(host = "127.0.0.1"): Promise<GuardedApp> {
  const seen = { targets: [], handshakes: [], offences: [], streams: [], aborted: [] } as Pick<
    GuardedApp,
    "targets" | "handshakes" | "offences" | "streams" | "aborted"
  > & { targets: string[]; handshakes: string[][]; offences: string[]; streams: ServerResponse[]; aborted: string[] };
  const sockets = new Set<Duplex>();
  const look = (request: IncomingMessage) => {
    seen.targets.push(request.url ?? "");
    seen.offences.push(...findOffences(request));
  };
  const answer = (request: IncomingMessage, response: ServerResponse) => {
    look(request);
    response.once("close", () => {
      if (!response.writableFinished) seen.aborted.push(request.url ?? "");
    });
    const route = routes[new URL(request.url ?? "/", "http://app").pathname] ?? echo;
    route(request, response, seen.streams);
  };
  const server = createServer(answer);
  server.on("checkContinue", (request: IncomingMessage, response: ServerResponse) => {
    if (request.url === "/refuse-early") {
      look(request);
      response.writeHead(413, { connection: "close" }).end();
      return;
    }
    response.writeContinue();
    answer(request, response);
  });
  acceptUpgrades(server, (request, socket) => {
    look(request);
    seen.handshakes.push(request.rawHeaders);
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  return {
    port: (server.address() as AddressInfo).port,
    ...seen,
    sockets,
    async close() {
      for (const socket of sockets) socket.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

type Route = (request: IncomingMessage, response: ServerResponse, streams: ServerResponse[]) => void;

const echo: Route = (request, response) => {
  const hash = createHash("sha256");
  let bytes = 0;
  request.on("data", (chunk: Buffer) => {
    hash.update(chunk);
    bytes += chunk.length;
  });
  request.on("end", () => {
    const { method = "", url = "", rawHeaders, trailers } = request;
    const said: Seen = { method, url, rawHeaders, bytes, sha256: hash.digest("hex"), trailers };
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify(said));
  });
};

const routes: Record<string, Route> = {
  "/page": (_request, response) => {
    response.setHeader("content-type", "text/html; charset=utf-8");
    response.end("<!doctype html><title>app</title><h1>hello from the app</h1>");
  },
  "/events": (_request, response, streams) => {
    response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
    response.write("data: first\n\n");
    streams.push(response);
  },
  "/hold": (_request, response, streams) => void streams.push(response),
  "/bytes": (request, response) => {
    const whole = patternOf(Number(new URL(request.url ?? "/", "http://app").searchParams.get("length")));
    const [, from, to] = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? "") ?? [];
    const part = from === undefined ? whole : whole.subarray(Number(from), Number(to) + 1);
    response.writeHead(from === undefined ? 200 : 206, {
      "Content-Length": part.length,
      "Accept-Ranges": "bytes",
      ETag: '"pattern"',
      "Content-Disposition": 'attachment; filename="pattern.bin"',
      ...(from !== undefined && { "Content-Range": `bytes ${from}-${to}/${whole.length}` }),
    });
    response.end(request.method === "HEAD" ? undefined : part);
  },
  "/gzip": (_request, response) => {
    response.writeHead(200, { "Content-Type": "text/plain", "Content-Encoding": "gzip", Vary: "Accept-Encoding" });
    response.end(gzipped);
  },
  "/trailers": (_request, response) => {
    response.writeHead(200, { Trailer: "X-Check", "Transfer-Encoding": "chunked" });
    response.write("body");
    response.addTrailers({ "X-Check": "sum-of-it" });
    response.end();
  },
  "/odd-headers": (_request, response) => {
    response.writeHead(299, "Odd But Fine", ["X-CaSe", "Kept", "LINK", "<a>; rel=next", "LINK", "<b>; rel=next", "x-twice", "1"]);
    response.end();
  },
  "/leave": (request, response) => response.end("last words", () => request.socket.end()),
  "/half": (_request, response) => {
    response.writeHead(200, { "content-length": 1000 });
    response.write("only this", () => response.socket?.destroy());
  },
  "/hostile": (request, response) => {
    const hostname = (request.headers.host ?? "").replace(/:\d+$/, "");
    const parent = hostname.slice(hostname.indexOf(".") + 1);
    const forAll = parent.slice(parent.indexOf(".") + 1);
    response.setHeader("clear-site-data", '"cookies", "storage"');
    response.setHeader("set-cookie", [
      `latchkey_session-x=evil; Domain=${forAll}; Path=/`,
      "__Host-latchkey_app_session-x=evil; Secure; Path=/",
      `LATCHKEY_anything=evil; Domain=${parent}; Path=/`,
      `wide=1; Domain=${parent}; Path=/`,
      "own=1; Path=/",
    ]);
    response.setHeader("content-type", "text/html; charset=utf-8");
    response.end("<!doctype html><h1>hostile</h1>");
  },
};

/** `/raw` speaks bytes of its own once the protocol is switched: each comes back turned round, and an end is answered by `bye`. Everything else is a WebSocket that echoes. */
function acceptUpgrades(server: Server, look: (request: IncomingMessage, socket: Duplex) => void): void {
  const webSockets = new WebSocketServer({ noServer: true, perMessageDeflate: true });
  webSockets.on("connection", (socket) => {
    socket.on("message", (data: Buffer, isBinary: boolean) => {
      if (!isBinary && String(data) === "close please") return socket.close(4321, "as you wish");
      socket.send(data, { binary: isBinary });
    });
  });
  server.on("upgrade", (request: IncomingMessage, socket: Socket, head: Buffer) => {
    look(request, socket);
    socket.on("error", () => socket.destroy()); // cut by the test
    if (request.url !== "/raw") return webSockets.handleUpgrade(request, socket, head, (ws) => webSockets.emit("connection", ws, request));
    socket.write("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nCONNECTION: Upgrade\r\nX-CaSe: Kept\r\n\r\n");
    const turn = (bytes: Buffer) => socket.write(bytes.map((byte) => 255 - byte));
    if (head.length > 0) turn(head);
    socket.on("data", turn);
    socket.on("end", () => socket.end("bye"));
  });
}

/** Names, values and targets that only Latchkey uses: cookies, headers, seals, tokens, codes. */
function findOffences({ rawHeaders, url = "" }: IncomingMessage): string[] {
  const found = /latchkey_(code|state)/.test(url) ? [`target ${url}`] : [];
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const [name = "", value = ""] = rawHeaders.slice(index, index + 2);
    const isOurs = /^latchkey-|^x-latchkey-/i.test(name) || /latchkey_|Fe26\.2\*|lk_[0-9a-z]{16}_/i.test(value);
    if (isOurs) found.push(`${name}: ${value}`);
  }
  return found;
}
