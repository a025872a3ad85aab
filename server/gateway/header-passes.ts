/**
 * The header passes, a fixed order over raw name-value pairs, so that names keep their case and values their bytes.
 * To the app: hop-by-hop off, identity off, our cookies off, X-Forwarded-* on. To the browser: hop-by-hop off, what would reach beyond the
 * app's own host off, framing by the door allowed. Trailers go through the same, without what is added.
 */
import { isConnectionOption, readConnection } from "./connection-options.ts";
import { settleSetCookie, withoutOurCookies } from "./cookies.ts";
import { allowFraming } from "./framing.ts";
import { identityOwnerOf, plainNameOf } from "./identity-headers.ts";

export interface Hop {
  /** The app host as the browser wrote it, port included. */
  host: string;
  ip: string;
  /** `http` or `https`: how the browser speaks to the app host. */
  proto: string;
  /** The door's own origin, which may frame an app. */
  doorOrigin: string;
  /** Of a path app: what stands before its own paths. */
  prefix?: string;
  /** True for an app that is told by another proxy who is calling (`identity: passthrough`). */
  keepsIdentity?: boolean;
}

/** RFC 9110 §7.6.1, and what older proxies add. `upgrade` and `connection` are put back for upgrades. */
const hopByHop = new Set([
  "connection",
  "keep-alive",
  "proxy-connection",
  "proxy-authenticate",
  "proxy-authorization",
  "te",
  "transfer-encoding",
  "upgrade",
  "http2-settings",
]);
/** Names that may be written in one way only: an app that reads `_` as `-` would see a second length. */
const strictlySpelled = new Set([...hopByHop, "content-length"]);
/** CGI hands a client's `Proxy` to the program as its own proxy setting (httpoxy, CVE-2016-5385). No standard has it. */
const proxyOfCgi = "proxy";
/** RFC 9110 §6.5.1: what frames, routes, authenticates or governs a message stands in its head, or nowhere. */
const neverInTrailers =
  /^(?:authorization|cache-control|connection|content-(?:encoding|length|range|type)|cookie|expect|host|location|set-cookie2?|trailer|vary|www-authenticate)$/;

/** Raw pairs for the app. `keep`: hop-by-hop names that this kind of request carries on, such as `upgrade`. */
export function toApp(raw: readonly string[], hop: Hop, keep: ReadonlySet<string> = new Set()): string[] {
  const passed = passToApp(raw, hop, keep);
  passed.push("X-Forwarded-For", hop.ip, "X-Forwarded-Host", hop.host, "X-Forwarded-Proto", hop.proto);
  if (hop.prefix !== undefined) passed.push("X-Forwarded-Prefix", hop.prefix);
  return passed;
}

/** Raw pairs of a request's trailers. An app may read the one as the other, so nothing comes in by them that may not by the headers. */
export function trailersToApp(raw: readonly string[], hop: Hop): string[] {
  return raw.length === 0 ? [] : withoutHeadFields(passToApp(raw, hop, new Set()));
}

/** Raw pairs for the browser. `set`: our own Set-Cookies for this answer. */
export function toBrowser(raw: readonly string[], hop: Hop, set: readonly string[], keep: ReadonlySet<string> = new Set()): string[] {
  const passed = allowFraming(passToBrowser(raw, hop, keep), hop.doorOrigin);
  for (const header of set) passed.push("Set-Cookie", header);
  return passed;
}

/** Raw pairs of an answer's trailers. */
export function trailersToBrowser(raw: readonly string[], hop: Hop): string[] {
  return raw.length === 0 ? [] : withoutHeadFields(passToBrowser(raw, hop, new Set()));
}

function passToApp(raw: readonly string[], hop: Hop, keep: ReadonlySet<string>): string[] {
  const named = namedByConnection(raw);
  const passed: string[] = [];
  for (let index = 0; index < raw.length; index += 2) {
    const name = raw[index] ?? "";
    const value = raw[index + 1] ?? "";
    const plain = name.toLowerCase();
    if (isHopByHop(plain, named, keep) || plain === proxyOfCgi) continue;
    const dashed = plainNameOf(plain);
    if (dashed !== plain && strictlySpelled.has(dashed)) continue;
    const owner = identityOwnerOf(dashed);
    if (owner === "latchkey" || (owner === "proxy" && hop.keepsIdentity !== true)) continue;
    if (plain === "cookie") {
      const kept = withoutOurCookies(value);
      if (kept !== null) passed.push(name, kept);
      // As every reader reads it: some take a zero in front for octal.
    } else if (plain === "content-length" && value.length > 1 && value.startsWith("0")) passed.push(name, String(Number(value)));
    else passed.push(name, value);
  }
  return passed;
}

function passToBrowser(raw: readonly string[], hop: Hop, keep: ReadonlySet<string>): string[] {
  const named = namedByConnection(raw);
  const hostname = hop.host.replace(/:\d+$/, "");
  const passed: string[] = [];
  for (let index = 0; index < raw.length; index += 2) {
    const name = raw[index] ?? "";
    const value = raw[index + 1] ?? "";
    const plain = name.toLowerCase();
    if (isHopByHop(plain, named, keep)) continue;
    // Would wipe the cookies of the whole registrable domain, the door's own among them (SEC-34).
    if (plain === "clear-site-data") continue;
    if (plain === "set-cookie") {
      const settled = settleSetCookie(value, hostname);
      if (settled !== null) passed.push(name, settled);
    } else passed.push(name, value);
  }
  return passed;
}

function isHopByHop(plain: string, named: ReadonlySet<string> | null, keep: ReadonlySet<string>): boolean {
  return (hopByHop.has(plain) || (named?.has(plain) ?? false)) && !keep.has(plain);
}

function withoutHeadFields(raw: string[]): string[] {
  return raw.filter((_, index) => !neverInTrailers.test(raw[index - (index % 2)]?.toLowerCase() ?? ""));
}

/**
 * Names that the Connection header makes hop-by-hop; null for none. An app that calls its length or its cookies hop-by-hop is not believed; a
 * request that does so was refused (request-head.ts).
 */
function namedByConnection(raw: readonly string[]): Set<string> | null {
  let names: Set<string> | null = null;
  for (let index = 0; index < raw.length; index += 2) {
    const name = raw[index] ?? "";
    if (name.length !== 10 || name.toLowerCase() !== "connection") continue;
    for (const option of readConnection(raw[index + 1] ?? "")) {
      // These have nothing to take off, or are hop-by-hop anyway: nearly every request.
      if (option === "close" || option === "keep-alive" || option === "upgrade") continue;
      if (isConnectionOption(option)) (names ??= new Set()).add(option);
    }
  }
  return names;
}
