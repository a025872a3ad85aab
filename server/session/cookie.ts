/**
 * The session cookie: its name, its attributes and the one parser of Cookie headers for every door (page, API, gateway, WebSocket).
 * Guards: which bytes count as our cookie. Trusts nothing: a header that is malformed gives no cookie and never somebody else's.
 * Refuses: names that only look like ours after trimming (tab, NBSP, U+0085 …), values with other characters than a seal has.
 */
import type { Config } from "../config.ts";
import { expirePlanted } from "./planted.ts";

/** Over plain http few reverse proxies stand between, and those have room for a head of 16 kB as Node and browsers do. */
const maxExpiringBytes = 12_000;
/** The alphabet of an iron seal (base64url, `*`, `.`) and the version that iron-session ends it with; everything else cannot be ours. */
const sealPattern = /^Fe26\.2\*[\w*.-]{100,3800}~2$/;

export interface SessionCookie {
  readonly name: string;
  /** The Set-Cookie that holds `value` for `maxAgeSeconds`. */
  set(value: string, maxAgeSeconds: number): string;
  /** The Set-Cookie that clears it: same name, same attributes, `Max-Age=0`. */
  clear(): string;
  /**
   * Set-Cookies that expire copies of the name which other hosts may have planted for requests of these paths. `deeperOnly`: none that is sent
   * to every path.
   */
  expireTossed(host: string, paths: readonly string[], how?: { deeperOnly: boolean }): string[];
}

/** Set and clear share this one definition of the cookie's attributes, so they can never miss each other. */
export function createSessionCookie(config: Pick<Config, "cookieSuffix" | "secureCookies">): SessionCookie {
  const name = `${config.secureCookies ? "__Host-" : ""}latchkey_session-${config.cookieSuffix}`;
  const attributes = `HttpOnly; SameSite=Lax${config.secureCookies ? "; Secure" : ""}`;
  const write = (value: string, maxAgeSeconds: number) =>
    `${name}=${value}; Path=/; Max-Age=${Math.max(0, Math.floor(maxAgeSeconds))}; ${attributes}`;
  return {
    name,
    set: (value, maxAgeSeconds) => write(value, maxAgeSeconds),
    clear: () => write("", 0),
    expireTossed(host, paths, { deeperOnly } = { deeperOnly: false }) {
      if (config.secureCookies) return []; // a `__Host-` name cannot be planted from elsewhere
      return expirePlanted({ name, host, paths, own: { path: "/", domain: "" }, deeperOnly, maxBytes: maxExpiringBytes });
    },
  };
}

/**
 * Values of all cookies named exactly `name`, in the order sent.
 * `header` is the raw header (RFC 6265 §5.4: `name=value` joined by `; `), as Node gives it: latin1, several headers joined by `; `.
 */
export function findCookies(header: string | undefined, name: string): string[] {
  if (!header) return [];
  const found: string[] = [];
  const wanted = `${name}=`;
  let at = 0;
  while (at <= header.length) {
    const end = header.indexOf(";", at);
    const stop = end < 0 ? header.length : end;
    // Exactly one SP after `;` is what a browser writes. Any other white space belongs to the name, which then is not ours.
    const start = at > 0 && header.charCodeAt(at) === 0x20 ? at + 1 : at;
    if (header.startsWith(wanted, start) && start + wanted.length <= stop) found.push(header.slice(start + wanted.length, stop));
    at = stop + 1;
  }
  return found;
}

/** Whether a value can be a seal at all; what cannot is never unsealed. */
export function looksSealed(value: string): boolean {
  return sealPattern.test(value);
}
