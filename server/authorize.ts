/**
 * Step 2 of the hand-over: who is signed in goes back to the app host with a code for it, whichever gateway the host is behind. Guards: only hosts
 * under a wildcard that this door knows; a code is bound to the browser wherever a cookie can do it (docs/decisions/007).
 */
import type { Config } from "./config.ts";
import { AppError } from "./errors.ts";
import type { AppHosts } from "./gateway.ts";
import type { Proxies } from "./proxies.ts";
import { findSharedDomain, presentBinding, type Caller, type HandOverCodes } from "./session.ts";

export interface Authorize {
  /** Whether a URL is an app's behind this door or one of its proxies; else throws `bad_request`. */
  requireApp(target: string): Promise<Way>;
  /** Where the browser goes, and the Set-Cookie that binds the code to it. */
  send(caller: Caller, way: Way, state: string): Promise<{ location: string; setCookie: string | null }>;
}

interface Way {
  /** The whole URL, as it came. */
  target: string;
  host: string;
  /** Over which domain the code is bound; null for none. */
  domain: string | null;
}

/**
 * A URL that this door and every browser read as the same: with both slashes, or it would be relative to this page, a host in ASCII, and nothing
 * that no header can carry (above U+00FF) or that browsers take out or turn.
 */
const readsAlike = /^https?:\/\/[\x21-\x2e\x30-\x3e\x40-\x5b\x5d-\x7e]+(?:[/?][^\s\\#\x00-\x1f\x7f\u0100-\uffff]*)?$/i;

export function createAuthorize(parts: {
  config: Pick<Config, "accessUrl" | "wildcard" | "secureCookies">;
  hosts: AppHosts | null;
  proxies: Pick<Proxies, "findByHost">;
  handOverCodes: HandOverCodes;
}): Authorize {
  const { config, hosts, proxies, handOverCodes } = parts;
  const { hostname, protocol: ownScheme } = config.accessUrl;
  const find = async (target: string): Promise<Way | null> => {
    if (!readsAlike.test(target) || !URL.canParse(target)) return null;
    const { protocol, host, username, password } = new URL(target);
    if (username !== "" || password !== "") return null;
    if (config.wildcard !== null && protocol === ownScheme && hosts !== null && hosts.labelOf(host) !== null)
      return { target, host, domain: findSharedDomain(hostname, config.wildcard) };
    const proxy = await proxies.findByHost(host);
    if (!proxy || new URL(proxy.url).protocol !== protocol) return null;
    return { target, host, domain: findSharedDomain(hostname, proxy.wildcard) };
  };
  return {
    async requireApp(target) {
      const way = await find(target);
      if (way) return way;
      throw new AppError("bad_request", { field: "redirect_uri", detail: "This is not the address of an app behind this door." });
    },
    async send({ key, user }, { target, host, domain }, state) {
      const { code, binding } = await handOverCodes.create({ id: key.id, userName: user.name }, { host, state, isBound: domain !== null });
      // Appended to the text as it came: the app's own query stays as it is, to the byte.
      const back = `${target}${target.includes("?") ? "&" : "?"}latchkey_code=${encodeURIComponent(code)}&latchkey_state=${state}`;
      if (binding === null || domain === null) return { location: back, setCookie: null };
      return { location: back, setCookie: presentBinding({ state, value: binding, domain, secure: config.secureCookies }) };
    },
  };
}
