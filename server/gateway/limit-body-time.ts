/**
 * How long the body of a request may take that goes to no app: an API call, or what was refused. Who sends a byte a minute holds a connection, and
 * whatever waits for the rest. Apps are sent bodies for as long as they take (standing-bodies.ts).
 */
import type { IncomingMessage } from "node:http";

/** Cuts the connection when the body is not whole after `ms`. */
export function limitBodyTime(request: IncomingMessage, ms = 30_000): void {
  if (request.headers["content-length"] === undefined && request.headers["transfer-encoding"] === undefined) return;
  const timer = setTimeout(() => {
    if (!request.complete) request.destroy();
  }, ms).unref();
  request.once("close", () => clearTimeout(timer));
}
