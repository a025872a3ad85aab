/**
 * The head of a request, looked at before anybody owns it. Guards: a request means one thing to every layer behind, and so does where it ends
 * (RFC 9112 §3.2, §6). Node's parser refuses what is malformed; here ends what it takes and an app or a proxy may read differently.
 */
import type { IncomingMessage } from "node:http";
import { isConnectionOption, readConnection } from "./connection-options.ts";

/** Node keeps as many and drops the rest unseen, a length among them. */
export const maxHeaderFields = 999;

/** Why a request is refused with 400, as one sentence; null for one that may pass. Runs on every request: one look at each name. */
export function findHeadProblem({ rawHeaders, httpVersionMinor }: Pick<IncomingMessage, "rawHeaders" | "httpVersionMinor">): string | null {
  if (rawHeaders.length > 2 * maxHeaderFields) return `A request has at most ${maxHeaderFields} header fields.`;
  let hosts = 0;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] ?? "";
    const value = rawHeaders[index + 1] ?? "";
    // The length of a name tells it from nearly all others.
    if (name.length === 4 && name.toLowerCase() === "host") {
      if (++hosts > 1) return "The request names two hosts.";
    } else if (name.length === 10 && name.toLowerCase() === "connection") {
      const wrong = readConnection(value).find((option) => !isConnectionOption(option));
      if (wrong !== undefined) return `Connection must not name ${wrong.slice(0, 40)}.`;
    } else if (name.length === 14 && name.toLowerCase() === "content-length") {
      // Above 2^53 a number is no longer the one that was written.
      if (!/^\d{1,15}$/.test(value)) return "Content-Length is not a length.";
    } else if (name.length === 17 && name.toLowerCase() === "transfer-encoding") {
      // Another coding than chunks would reach the app without its name; HTTP/1.0 has none (RFC 9112 §6.1).
      if (value.toLowerCase() !== "chunked" || httpVersionMinor === 0) return "Transfer-Encoding is not chunked alone.";
    }
  }
  return null;
}
