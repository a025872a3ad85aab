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

/**
 * Whether a request that changes nothing is another page's, which uses the person's session without them: a picture, a script, a fetch or a frame of a
 * sibling subdomain, which is the same *site* and sends Lax cookies along. What a person navigates to is theirs. `mayBeFramed`: so is a frame's step
 * through this path. Browsers say it (Sec-Fetch-*, W3C Fetch Metadata); who does not is no browser, or one that is older than these.
 */
export function isOfAnotherPage({ headers }: { headers: IncomingHttpHeaders }, { mayBeFramed }: { mayBeFramed: boolean }): boolean {
  const { "sec-fetch-site": site, "sec-fetch-mode": mode, "sec-fetch-dest": dest } = headers;
  if (site === undefined || site === "same-origin" || site === "none") return false;
  if (mode !== "navigate") return true;
  return !mayBeFramed && typeof dest === "string" && framed.has(dest);
}

const framed = new Set(["iframe", "frame", "embed", "object", "fencedframe"]);

/** Whether a WebSocket handshake comes from our own page: exactly our Origin (handshakes carry no Sec-Fetch headers). */
export function isSocketFromHere(headers: IncomingHttpHeaders, origin: string): boolean {
  return headers.origin === origin;
}
