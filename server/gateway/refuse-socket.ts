import type { Duplex } from "node:stream";

/** How long a peer has to take the last bytes, ms. Closed at once, what it still sends would reset the connection before it has read them. */
const lingerMs = 2_000;

/** Answers an upgrade that is not taken, as problem JSON, and closes. `set`: Set-Cookies; `code`: another than goes with the status. */
export function refuseSocket(
  socket: Duplex,
  status: 400 | 401 | 403 | 404 | 502 | 503,
  { set = [], code = codes[status] }: { set?: readonly string[]; code?: string } = {},
): void {
  const body = JSON.stringify({ type: "about:blank", title: "Refused.", status, code });
  const lines = [
    ...[
      `HTTP/1.1 ${status} Refused`,
      "Content-Type: application/problem+json",
      `Content-Length: ${body.length}`,
      "Cache-Control: no-store",
    ],
    ...set.map((cookie) => `Set-Cookie: ${cookie}`),
    "Connection: close",
  ];
  endSocket(socket, `${lines.join("\r\n")}\r\n\r\n${body}`);
}

/** Writes the last bytes to a socket that no parser reads any more, and lets it go: unread bytes would keep it after its peer has left. */
export function endSocket(socket: Duplex, text: string): void {
  if (!socket.writable) return void socket.destroy();
  socket.end(text, "latin1");
  socket.resume();
  setTimeout(() => socket.destroy(), lingerMs).unref();
}

const codes = {
  400: "bad_request",
  401: "no_session",
  403: "cross_origin",
  404: "not_found",
  502: "app_unreachable",
  503: "unavailable",
} as const;
