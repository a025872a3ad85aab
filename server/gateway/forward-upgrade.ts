/**
 * Forwarding of a WebSocket: the handshake by the header passes, then bytes both ways with back-pressure and half-close, nothing buffered.
 * Guards: no other protocol is switched to, as none would go through the header passes.
 */
import { request as httpRequest, type IncomingMessage } from "node:http";
import { request as httpsRequest } from "node:https";
import type { Duplex } from "node:stream";
import { mostAnnouncements, settleLength, type Upstream } from "./forward.ts";
import { toApp, toBrowser, type Hop } from "./header-passes.ts";

const kept = new Set(["connection", "upgrade"]);
const handshakeWithinMs = 30_000;

/** Forwards the upgrade. What the app answers instead of 101 is passed on as it is. `fail` when it answers nothing. */
export function forwardUpgrade(given: {
  request: IncomingMessage;
  socket: Duplex;
  head: Buffer;
  upstream: Upstream;
  hop: Hop;
  target: string;
  set: readonly string[];
  fail: (error: unknown) => void;
}): void {
  const { request, socket, head, upstream, hop, target, set, fail } = given;
  const sent = (upstream.tls ? httpsRequest : httpRequest)({
    host: upstream.host,
    port: upstream.port,
    method: request.method,
    path: target,
    headers: toApp(request.rawHeaders, hop, kept),
    setHost: false,
    createConnection: () => upstream.open(),
    ...(upstream.tls && { rejectUnauthorized: upstream.tls.verify }),
  });
  sent.setTimeout(handshakeWithinMs, () => sent.destroy(new Error("The app did not finish the handshake.")));
  let announcements = 0;
  sent.on("information", () => {
    if (++announcements > mostAnnouncements) sent.destroy(new Error("The app announces without end."));
  });
  sent.on("error", (error) => (socket.writable ? fail(error) : socket.destroy()));
  sent.on("response", (answer) => {
    // Without its chunks, so it ends with the connection, unless it has a length.
    const raw = settleLength(toBrowser(answer.rawHeaders, hop, set), answer.statusCode ?? 502);
    socket.write(headOf(answer, [...raw, "Connection", "close"]), "latin1");
    answer.once("error", () => socket.destroy());
    answer.pipe(socket);
  });
  sent.on("upgrade", (answer, appSocket, appHead) => {
    if (answer.headers.upgrade?.toLowerCase() !== "websocket") {
      appSocket.destroy();
      return fail(new Error("The app switched to another protocol."));
    }
    sent.setTimeout(0);
    appSocket.setTimeout(0);
    appSocket.setNoDelay(true);
    socket.write(headOf(answer, settleLength(toBrowser(answer.rawHeaders, hop, set, kept), 101)), "latin1");
    if (appHead.length > 0) socket.write(appHead);
    if (head.length > 0) appSocket.write(head);
    socket.pipe(appSocket);
    appSocket.pipe(socket);
    // Either end going away takes the other along; an orderly end is passed on by the pipes.
    socket.on("error", () => appSocket.destroy());
    socket.on("close", () => appSocket.destroy());
    appSocket.on("error", () => socket.destroy());
    appSocket.on("close", () => socket.destroy());
  });
  socket.on("close", () => sent.destroy());
  sent.end();
}

function headOf(answer: IncomingMessage, raw: readonly string[]): string {
  let text = `HTTP/1.1 ${answer.statusCode ?? 502} ${answer.statusMessage ?? ""}\r\n`;
  for (let index = 0; index < raw.length; index += 2) text += `${raw[index] ?? ""}: ${raw[index + 1] ?? ""}\r\n`;
  return `${text}\r\n`;
}
