/**
 * The header passes, a fixed order over raw name-value pairs, so that names keep their case and values their bytes.
 * To the app: hop-by-hop off, identity off, our cookies off, X-Forwarded-* on. To the browser: hop-by-hop off, what would reach beyond the
 * app's own host off, framing by the door allowed.
 */
import { settleSetCookie, withoutOurCookies } from "./cookies.ts";
import { allowFraming } from "./framing.ts";

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
]);
/** Headers by which apps are told who is calling. A client's own must never reach an app that trusts its proxy (SEC-17). */
const identity =
  /^(x-forwarded-.*|forwarded|x-real-ip|x-client-ip|true-client-ip|cf-connecting-ip|remote-user|x-remote-.*|x-auth-request-.*|x-webauth-.*|x-authentik-.*|x-latchkey-.*|latchkey-.*)$/;

/** Raw pairs for the app. `keep`: hop-by-hop names that this kind of request carries on, such as `upgrade`. */
export function toApp(raw: readonly string[], hop: Hop, keep: ReadonlySet<string> = new Set()): string[] {
  const named = namedByConnection(raw);
  const passed: string[] = [];
  for (let index = 0; index < raw.length; index += 2) {
    const name = raw[index] ?? "";
    const value = raw[index + 1] ?? "";
    const plain = name.toLowerCase();
    if ((hopByHop.has(plain) || named.has(plain)) && !keep.has(plain)) continue;
    // A CGI-like app reads `_` as `-`, so both spellings are the same name.
    if (identity.test(plain.replaceAll("_", "-"))) continue;
    if (plain === "cookie") {
      const kept = withoutOurCookies(value);
      if (kept !== null) passed.push(name, kept);
    } else passed.push(name, value);
  }
  passed.push("X-Forwarded-For", hop.ip, "X-Forwarded-Host", hop.host, "X-Forwarded-Proto", hop.proto);
  if (hop.prefix !== undefined) passed.push("X-Forwarded-Prefix", hop.prefix);
  return passed;
}

/** Raw pairs for the browser. `set`: our own Set-Cookies for this answer. */
export function toBrowser(raw: readonly string[], hop: Hop, set: readonly string[], keep: ReadonlySet<string> = new Set()): string[] {
  const named = namedByConnection(raw);
  const hostname = hop.host.replace(/:\d+$/, "");
  let passed: string[] = [];
  for (let index = 0; index < raw.length; index += 2) {
    const name = raw[index] ?? "";
    const value = raw[index + 1] ?? "";
    const plain = name.toLowerCase();
    if ((hopByHop.has(plain) || named.has(plain)) && !keep.has(plain)) continue;
    // Would wipe the cookies of the whole registrable domain, the door's own among them (SEC-34).
    if (plain === "clear-site-data") continue;
    if (plain === "set-cookie") {
      const settled = settleSetCookie(value, hostname);
      if (settled !== null) passed.push(name, settled);
    } else passed.push(name, value);
  }
  passed = allowFraming(passed, hop.doorOrigin);
  for (const header of set) passed.push("Set-Cookie", header);
  return passed;
}

/** Names that the Connection header makes hop-by-hop. */
function namedByConnection(raw: readonly string[]): Set<string> {
  const names = new Set<string>();
  for (let index = 0; index < raw.length; index += 2) {
    if ((raw[index] ?? "").toLowerCase() !== "connection") continue;
    for (const token of (raw[index + 1] ?? "").split(",")) names.add(token.trim().toLowerCase());
  }
  return names;
}
