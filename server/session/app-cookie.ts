/**
 * The app cookie: one per wildcard, named by the wildcard's hash, so that no nesting of wildcards ever gives two cookies one name.
 * Set, clear and the clean-up of copies share one definition of its attributes.
 */
import { hash } from "node:crypto";
import { expirePlanted } from "./planted.ts";

/** A reverse proxy with its defaults has room for 4 kB, the app's own headers among them. */
const maxExpiringBytes = { http: 12_000, https: 2_500 };

export interface AppCookie {
  nameFor(host: string): string;
  /** `host`: the app host that answers, port included. */
  set(host: string, value: string, maxAgeSeconds: number): string;
  clear(host: string): string;
  /** Set-Cookies that expire copies of the name in other places, for requests of this path. `deeperOnly`: none that is sent to every path. */
  expireTossed(host: string, path: string, how?: { deeperOnly: boolean }): string[];
}

export function createAppCookie({ wildcard, scope, secure }: { wildcard: string; scope: "wildcard" | "host"; secure: boolean }): AppCookie {
  const ownDomain = wildcard.replace(/:\d+$/, "").split(".").slice(1).join(".");
  const nameFor = (host: string) =>
    scope === "host" ? `${secure ? "__Host-" : ""}latchkey_app_session-${nameHash(host)}` : `latchkey_app_session-${nameHash(wildcard)}`;
  const write = (host: string, value: string, maxAgeSeconds: number, domain: string) =>
    `${nameFor(host)}=${value}; Path=/${domain && `; Domain=${domain}`}; Max-Age=${Math.max(0, Math.round(maxAgeSeconds))}; HttpOnly; SameSite=Lax${secure ? "; Secure" : ""}`;
  const domain = scope === "host" ? "" : ownDomain;
  return {
    nameFor,
    set: (host, value, maxAgeSeconds) => write(host, value, maxAgeSeconds, domain),
    clear: (host) => write(host, "", 0, domain),
    expireTossed(host, path, { deeperOnly } = { deeperOnly: false }) {
      if (scope === "host" && secure) return [];
      const own = { path: "/", domain };
      const maxBytes = secure ? maxExpiringBytes.https : maxExpiringBytes.http;
      return expirePlanted({ name: nameFor(host), host, paths: [path], own, deeperOnly, maxBytes });
    },
  };
}

/** Hex of the first 16 bytes of SHA-256 of the wildcard, lower-cased, asterisk and port included. */
function nameHash(pattern: string): string {
  return hash("sha256", pattern.toLowerCase(), "hex").slice(0, 32);
}
