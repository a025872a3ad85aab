/** A browser on the wire: a cookie jar by the rules of RFC 6265, and navigations that follow redirects. What it sends is seen to the byte. */
import { expect } from "@playwright/test";
import { exchange, split, type Asked, type Exchange } from "./exchange.ts";
import { parseSetCookie } from "./http-client.ts";
import { owner, type Person } from "./people.ts";

export interface Kept {
  name: string;
  value: string;
  /** The host itself when `hostOnly`. */
  domain: string;
  hostOnly: boolean;
  path: string;
}

export interface Navigation {
  /** The last answer. */
  answer: Exchange;
  /** The URL that gave it. */
  url: string;
  /** Every answer before it, with the URL that gave it. */
  hops: { url: string; answer: Exchange }[];
}

export interface Visitor {
  /** Oldest first. */
  readonly cookies: Kept[];
  /** The Cookie header that a request to this URL carries; "" for none. */
  cookieHeader(url: string): string;
  /** One request with the jar's cookies, as a page's script or a program sends it; no redirect is followed. */
  ask(url: string, asked?: Asked): Promise<Exchange>;
  /** One step of a person's navigation. */
  visit(url: string): Promise<Exchange>;
  /** A person's navigation to its end; at most 10 redirects. */
  navigate(url: string): Promise<Navigation>;
  signIn(person?: Person): Promise<void>;
  /** Which signed-in session this is. */
  keyId(): Promise<string>;
}

const navigating = { accept: "text/html,*/*;q=0.8", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document", "sec-fetch-site": "none" };
const mostRedirects = 10;

/** `portOf`: the port of 127.0.0.1 where a URL's host is served. */
export function createVisitor({ accessUrl, portOf }: { accessUrl: string; portOf(url: string): number }): Visitor {
  const cookies: Kept[] = [];
  const visitor: Visitor = {
    cookies,
    cookieHeader(url) {
      const { hostname, target } = split(url);
      const sent = cookies.filter((cookie) => reaches(cookie, hostname, target));
      return sent.map(({ name, value }) => `${name}=${value}`).join("; ");
    },
    async ask(url, asked = {}) {
      const cookie = visitor.cookieHeader(url);
      // A page's script says who asks whenever it may change something.
      const origin = ["GET", "HEAD"].includes(asked.method ?? "GET") ? undefined : new URL(url).origin;
      const headers = { ...(cookie !== "" && { cookie }), ...(origin !== undefined && { origin }), ...asked.headers };
      const answer = await exchange(url, portOf(url), { ...asked, headers });
      for (const line of answer.setCookies) keep(cookies, line, split(url).hostname);
      return answer;
    },
    visit: (url) => visitor.ask(url, { headers: navigating }),
    async navigate(url) {
      const hops: Navigation["hops"] = [];
      let current = url;
      for (;;) {
        const answer = await visitor.visit(current);
        const { location } = answer.headers;
        if (answer.status < 300 || answer.status > 399 || location === undefined) return { answer, url: current, hops };
        hops.push({ url: current, answer });
        if (hops.length > mostRedirects) throw new Error(`A redirect loop: ${hops.map((hop) => hop.url).join(" -> ")}`);
        current = resolve(location, current);
      }
    },
    async signIn(person = owner) {
      const body = JSON.stringify({ email: person.email, password: person.password });
      const headers = { "content-type": "application/json" };
      const answer = await visitor.ask(`${accessUrl}/api/v1/session`, { method: "POST", headers, body });
      expect(answer.status, answer.text).toBe(201);
    },
    async keyId() {
      const answer = await visitor.ask(`${accessUrl}/api/v1/session`, { headers: { "latchkey-passive": "1" } });
      expect(answer.status, answer.text).toBe(200);
      return answer.json<{ key: { id: string } }>().key.id;
    },
  };
  return visitor;
}

/** A Location as a browser takes it, without tidying what follows the host. */
function resolve(location: string, base: string): string {
  if (/^https?:\/\//.test(location)) return location;
  const { protocol, host } = split(base);
  if (/^\/(?![/\\])/.test(location)) return `${protocol}//${host}${location}`;
  return new URL(location, base).href;
}

function reaches({ domain, hostOnly, path }: Kept, hostname: string, target: string): boolean {
  const sameHost = hostname === domain || (!hostOnly && hostname.endsWith(`.${domain}`));
  const plain = target.split("?", 1)[0] ?? "/";
  return sameHost && (path === "/" || plain === path || plain.startsWith(path.endsWith("/") ? path : `${path}/`));
}

function keep(cookies: Kept[], line: string, hostname: string): void {
  const { name, value, attributes } = parseSetCookie(line);
  const given = attributes["domain"]?.replace(/^\./, "").toLowerCase();
  if (given !== undefined && hostname !== given && !hostname.endsWith(`.${given}`)) return;
  // Chromium keeps no cookie for a whole top-level domain.
  if (given !== undefined && !given.includes(".")) return;
  const cookie = { name, value, domain: given ?? hostname, hostOnly: given === undefined, path: attributes["path"] ?? "/" };
  const same = (other: Kept) =>
    other.name === name && other.domain === cookie.domain && other.hostOnly === cookie.hostOnly && other.path === cookie.path;
  const at = cookies.findIndex(same);
  if (at >= 0) cookies.splice(at, 1);
  if (attributes["max-age"] !== "0") cookies.push(cookie);
}
