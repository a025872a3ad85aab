import type { Duplex } from "node:stream";

/** Answers an upgrade that is not taken, as problem JSON, and closes. */
export function refuseSocket(socket: Duplex, status: 400 | 401 | 403 | 404 | 502 | 503): void {
  if (!socket.writable) return void socket.destroy();
  const body = JSON.stringify({ type: "about:blank", title: "Refused.", status, code: codes[status] });
  socket.end(
    `HTTP/1.1 ${status} Refused\r\nContent-Type: application/problem+json\r\nContent-Length: ${body.length}\r\nCache-Control: no-store\r\nConnection: close\r\n\r\n${body}`,
  );
}

const codes = {
  400: "bad_request",
  401: "no_session",
  403: "cross_origin",
  404: "not_found",
  502: "app_unreachable",
  503: "unavailable",
} as const;
