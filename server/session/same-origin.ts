/**
 * Is an unsafe request our own page's? Guards against CSRF (also from sibling subdomains, which are the same *site* and get Lax cookies) and
 * cross-site WebSocket hijacking. Trusts Sec-Fetch-Site, which no page can set, then Origin. Refuses `null` and everything unclear.
 */
import type { IncomingHttpHeaders } from "node:http";

const safeMethods = new Set(["GET", "HEAD", "OPTIONS"]);

/** Whether a request may change something. `origin`: the door's origin that the request was addressed to. */
export function isFromHere(request: { method?: string | undefined; headers: IncomingHttpHeaders }, origin: string): boolean {
  if (safeMethods.has(request.method ?? "")) return true;
  const { "sec-fetch-site": site, origin: from, authorization } = request.headers;
  if (site !== undefined) return site === "same-origin";
  if (from !== undefined) return from === origin;
  // Neither header: no browser. A program must then bring a token, which no other site can make a browser send.
  return authorization !== undefined && /^Bearer +lk_/i.test(authorization);
}

/** Whether a WebSocket handshake comes from our own page: exactly our Origin (handshakes carry no Sec-Fetch headers). */
export function isSocketFromHere(headers: IncomingHttpHeaders, origin: string): boolean {
  return headers.origin === origin;
}
