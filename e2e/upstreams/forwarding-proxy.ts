/**
 * A small reverse proxy in front of a door that can take the Max-Age (and Expires) off every cookie. With it the door behaves as the
 * software of the original report did, without a single line of the door knowing: the cookies are session cookies.
 */
import { createServer, request, type IncomingMessage, type OutgoingHttpHeaders, type ServerResponse } from "node:http";
import { connect, type Socket } from "node:net";
import type { Duplex } from "node:stream";

export interface ForwardingProxy {
  close(): Promise<void>;
}

export interface ForwardingOptions {
  /** Where it listens, on 127.0.0.1. */
  port: number;
  /** Where the door listens, on 127.0.0.1. */
  doorPort: number;
  stripMaxAge: boolean;
}

export async function openForwardingProxy({ port, doorPort, stripMaxAge }: ForwardingOptions): Promise<ForwardingProxy> {
  const sockets = new Set<Duplex>();
  const server = createServer((incoming, outgoing) => forward(incoming, outgoing, doorPort, stripMaxAge));
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });
  server.on("upgrade", (incoming: IncomingMessage, socket: Duplex, head: Buffer) => tunnel(incoming, socket, head, doorPort));
  await new Promise<void>((resolve, reject) => server.once("error", reject).listen(port, "127.0.0.1", resolve));
  return {
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

/** The line without what makes its cookie outlive the browser. */
export function stripLifetime(setCookie: string): string {
  const parts = setCookie.split(";");
  return parts.filter((part) => !/^\s*(max-age|expires)=/i.test(part)).join(";");
}

function forward(incoming: IncomingMessage, outgoing: ServerResponse, doorPort: number, stripMaxAge: boolean): void {
  const { method, url: path, headers } = incoming;
  const onward = request({ host: "127.0.0.1", port: doorPort, method, path, headers, agent: false, setHost: false }, (answer) => {
    const answered: OutgoingHttpHeaders = { ...answer.headers };
    const cookies = answer.headers["set-cookie"];
    // A clearing cookie (`Max-Age=0`) must still clear, as it would in the software that sets no Max-Age.
    if (cookies && stripMaxAge) answered["set-cookie"] = cookies.map((line) => (/max-age=0/i.test(line) ? line : stripLifetime(line)));
    outgoing.writeHead(answer.statusCode ?? 502, answered);
    answer.pipe(outgoing);
  });
  onward.on("error", () => outgoing.destroy());
  incoming.pipe(onward);
}

function tunnel(incoming: IncomingMessage, socket: Duplex, head: Buffer, doorPort: number): void {
  const onward = connect(doorPort, "127.0.0.1", () => {
    const lines = [`${incoming.method} ${incoming.url} HTTP/1.1`];
    for (let at = 0; at < incoming.rawHeaders.length; at += 2) lines.push(`${incoming.rawHeaders[at]}: ${incoming.rawHeaders[at + 1]}`);
    onward.write(`${lines.join("\r\n")}\r\n\r\n`);
    onward.write(head);
    onward.pipe(socket).pipe(onward);
  });
  onward.on("error", () => socket.destroy());
  socket.on("error", () => onward.destroy());
}
