/**
 * The app cookie: one per wildcard, named by the wildcard's hash, so that no nesting of wildcards ever gives two cookies one name.
 * Set, clear and the clean-up of copies share one definition of its attributes.
 */
import { hash } from "node:crypto";

export interface AppCookie {
  nameFor(host: string): string;
  /** `host`: the app host that answers, port included. */
  set(host: string, value: string, maxAgeSeconds: number): string;
  clear(host: string): string;
  /** Set-Cookies that expire copies of the name at other domains this host can write to. */
  expireTossed(host: string): string[];
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
    expireTossed(host) {
      if (scope === "host" && secure) return [];
      const labels = host.replace(/:\d+$/, "").toLowerCase().split(".");
      const all = ["", ...labels.slice(0, -1).map((_, index) => labels.slice(index).join("."))];
      return all.filter((each) => each !== domain).map((each) => write(host, "", 0, each));
    },
  };
}

/** Hex of the first 16 bytes of SHA-256 of the wildcard, lower-cased, asterisk and port included. */
function nameHash(pattern: string): string {
  return hash("sha256", pattern.toLowerCase(), "hex").slice(0, 32);
}
