/** An app that means harm: bytes of its own making instead of HTTP, for every way in which a server can be bad. */
import { createServer, type Socket } from "node:net";
import { listenOnFreePort } from "../models/free-port.ts";

export interface HostileApp {
  readonly port: number;
  /** Paths that were asked for. */
  readonly asked: string[];
  close(): Promise<void>;
}

type Trick = (socket: Socket) => void;

const forever = "x".repeat(16_000);

/** By path. Each is one thing that a gateway must outlive. */
export const tricks: Record<string, Trick> = {
  "/silent": () => {},
  "/hang-up": (socket) => socket.end(),
  "/reset": (socket) => socket.resetAndDestroy(),
  "/garbage": (socket) => socket.end("\0\x01\x02 this is no HTTP\r\n\r\n"),
  "/half-a-head": (socket) => socket.end("HTTP/1.1 200 OK\r\nContent-Le"),
  "/half-a-body": (socket) => socket.end("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nhalf"),
  "/half-a-chunk": (socket) => socket.end("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nff\r\nhalf"),
  "/no-chunk": (socket) => socket.end("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nxx\r\n"),
  "/endless-headers": (socket) => flood(socket, "HTTP/1.1 200 OK\r\n", `X-Flood: ${forever}\r\n`),
  "/endless-header": (socket) => flood(socket, "HTTP/1.1 200 OK\r\nX-Flood: ", forever),
  "/endless-status": (socket) => flood(socket, "HTTP/1.1 200 ", forever),
  "/endless-trailers": (socket) =>
    flood(socket, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n", `X-Flood: ${forever}\r\n`),
  "/endless-hints": (socket) => flood(socket, "", "HTTP/1.1 103 Early Hints\r\nLink: </a>; rel=preload\r\n\r\n".repeat(200)),
  "/endless-continues": (socket) => flood(socket, "", "HTTP/1.1 100 Continue\r\n\r\n".repeat(200)),
  "/odd-hint": (socket) =>
    socket.end("HTTP/1.1 103 Early Hints\r\nLink: not a link at all\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"),
  "/odd-reason": (socket) => socket.end("HTTP/1.1 200 \x01\x7f\0odd\r\nContent-Length: 2\r\n\r\nok"),
  "/status-99": (socket) => socket.end("HTTP/1.1 099 Low\r\nContent-Length: 2\r\n\r\nok"),
  "/status-000": (socket) => socket.end("HTTP/1.1 000 None\r\nContent-Length: 2\r\n\r\nok"),
  "/status-999": (socket) => socket.end("HTTP/1.1 999 High\r\nContent-Length: 2\r\n\r\nok"),
  "/status-199": (socket) => socket.end("HTTP/1.1 199 Odd\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"),
  "/unasked-upgrade": (socket) => socket.write("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\nbytes"),
  "/odd-header-value": (socket) => socket.end("HTTP/1.1 200 OK\r\nX-Odd: a\x01b\x7fc\r\nContent-Length: 2\r\n\r\nok"),
  "/odd-header-name": (socket) => socket.end("HTTP/1.1 200 OK\r\nX Odd(): a\r\nContent-Length: 2\r\n\r\nok"),
  "/odd-trailer": (socket) =>
    socket.end(
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-Odd\r\n\r\n2\r\nok\r\n0\r\nX-Odd: a\x01b\r\nTransfer-Encoding: x\r\n\r\n",
    ),
  "/odd-cookie": (socket) =>
    socket.end(`HTTP/1.1 200 OK\r\nSet-Cookie: ${"=;".repeat(4_000)}\r\nSet-Cookie: \r\nContent-Length: 2\r\n\r\nok`),
  "/two-lengths": (socket) => socket.end("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 7\r\n\r\nok"),
  "/below-zero": (socket) => socket.end("HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\nok"),
  "/length-and-chunks": (socket) => socket.end("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nok"),
  "/body-of-204": (socket) => socket.end("HTTP/1.1 204 None\r\nContent-Length: 2\r\n\r\nok"),
  "/second-answer": (socket) =>
    socket.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\npoison"),
  "/old": (socket) => socket.end("HTTP/0.9 200 OK\r\n\r\nok"),
  "/odd-policy": (socket) =>
    socket.end(
      `HTTP/1.1 200 OK\r\nContent-Security-Policy: ${"frame-ancestors 'none';,".repeat(50)}\r\nX-Frame-Options: \r\nContent-Length: 2\r\n\r\nok`,
    ),
};

export async function startHostileApp(): Promise<HostileApp> {
  const asked: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
    socket.on("error", () => {}); // whoever is attacked may hang up
    socket.on("data", (chunk) => {
      const path = /^[A-Z]+ (\S+) HTTP/.exec(chunk.toString("latin1"))?.[1];
      if (path === undefined) return;
      asked.push(path);
      const trick = tricks[path.split("?", 1)[0] ?? ""];
      if (trick) trick(socket);
      else socket.write("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nhonest");
    });
  });
  const port = await listenOnFreePort(server);
  return {
    port,
    asked,
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Writes without end, as fast as it is read. */
function flood(socket: Socket, head: string, again: string): void {
  socket.write(head);
  const more = () => {
    while (socket.writable && socket.write(again));
  };
  socket.on("drain", more);
  more();
}
