/**
 * The hand-over, on the app host: a browser without an app session goes to the door and comes back with a code for this host and this browser.
 * Guards: the nonce never leaves this browser but through the door and back; a code redeems once; a hand-over that comes back unauthenticated
 * twice within 10 s shows a page instead of another redirect, so a loop is impossible by construction.
 */
import { hash, randomBytes } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { expirePlanted, findNamedCookies, stateOf } from "../session.ts";
import type { Authority } from "./authority.ts";

const parameter = "latchkey_code";
const nonceForSeconds = 120;
const loopWithinSeconds = 10;
/** The page is small, but a reverse proxy may have room for no more than 4 kB. */
const maxExpiringBytes = 2_500;

export interface HandOver {
  /** The request's target without a code; `code` and `state` as they came back, null without. */
  read(target: string): { target: string; code: string | null; state: string | null };
  /** Step 1: to the door. False when the last hand-over has just failed: show the page. */
  start(request: IncomingMessage, response: ServerResponse, place: Start): boolean;
  /** Step 3: redeems the code, sets the cookie, and goes on to the clean URL in any case. */
  finish(
    request: IncomingMessage,
    response: ServerResponse,
    place: { host: string; target: string; code: string; state: string | null; ip: string },
  ): Promise<void>;
  /** Set-Cookies that let the next hand-over start at once, for the page's "try again": wherever the mark may have been planted. */
  forget(host: string, path: string): string[];
}

interface Start {
  origin: string;
  target: string;
  /** A session ended since. */
  ended: boolean;
  /** Whoever came has cookies of two people, or too many. */
  isInDoubt: boolean;
}

export function createHandOver({ authority, secureCookies }: { authority: Authority; secureCookies: boolean }): HandOver {
  const secure = secureCookies ? "; Secure" : "";
  const write = (name: string, value: string, maxAgeSeconds: number) =>
    `${name}=${value}; Path=/; Max-Age=${maxAgeSeconds}; HttpOnly; SameSite=Lax${secure}`;
  // One cookie per hand-over, so that two tabs opened together do not take each other's nonce.
  const nonceName = (state: string) => `latchkey_nonce-${hash("sha256", state, "hex").slice(0, 8)}`;
  const markName = "latchkey_handed_over";
  /** What the mark says: that a hand-over has just been, and whether it was one that was to end a doubt. */
  const marks = { plain: "1", doubt: "2" };
  const marksOf = (request: IncomingMessage) => findNamedCookies(request.headers.cookie, markName);

  return {
    read(target) {
      const [path = "", query] = split(target);
      if (query === undefined || !query.includes(parameter)) return { target, code: null, state: null };
      const all = query.split("&");
      const valueOf = (name: string) => all.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1) ?? null;
      const kept = all.filter((pair) => !pair.startsWith(`${parameter}=`) && !pair.startsWith("latchkey_state="));
      // A query that was empty stays empty: the `?` of the original URL is kept to the byte.
      const clean = kept.length > 0 ? `${path}?${kept.join("&")}` : path;
      return { target: clean, code: valueOf(parameter), state: valueOf("latchkey_state") };
    },
    start(request, response, { origin, target, ended, isInDoubt }) {
      const before = marksOf(request);
      // A session that ended since, or cookies that came since, are no failure of the hand-over before it.
      if (isInDoubt ? before.includes(marks.doubt) : !ended && before.length > 0) return false;
      const nonce = randomBytes(24).toString("base64url");
      const state = stateOf(nonce);
      response.writeHead(303, {
        location: authority.authorizeUrl({ redirectUri: `${origin}${target}`, state }),
        "set-cookie": [
          write(nonceName(state), nonce, nonceForSeconds),
          ...(isInDoubt ? [write(markName, marks.doubt, loopWithinSeconds)] : []),
        ],
        "cache-control": "no-store",
        "content-length": 0,
      });
      response.end();
      return true;
    },
    async finish(request, response, { host, target, code, state, ip }) {
      const { cookie: cookieHeader, "user-agent": userAgent = "" } = request.headers;
      const [nonce] = state === null ? [] : findNamedCookies(cookieHeader, nonceName(state));
      const set =
        state !== null && nonce !== undefined
          ? await authority.redeem(code, { host, path: pathOf(target), nonce, state, cookieHeader, ip, userAgent })
          : null;
      const over = state === null ? [] : [write(nonceName(state), "", 0)];
      const mark = marksOf(request).includes(marks.doubt) ? marks.doubt : marks.plain;
      // Redeemed or not, the code leaves the address: nothing that runs on the app host may read it there.
      response.writeHead(303, {
        // Relative: the browser stays on the host it is on, whatever a proxy in between calls it.
        location: relative(target),
        "set-cookie": [...(set ?? []), ...over, write(markName, mark, loopWithinSeconds)],
        "cache-control": "no-store",
        "referrer-policy": "no-referrer",
        "content-length": 0,
      });
      response.end();
    },
    forget: (host, path) => [
      write(markName, "", 0),
      ...expirePlanted({ name: markName, host, paths: [path], own: { path: "/", domain: "" }, maxBytes: maxExpiringBytes }),
    ],
  };
}

function pathOf(target: string): string {
  return split(target)[0].slice(0, 2_000);
}

function split(target: string): [string, string | undefined] {
  const at = target.indexOf("?");
  return at < 0 ? [target, undefined] : [target.slice(0, at), target.slice(at + 1)];
}

/** A path that starts with two slashes would be another host; `/.` in front keeps it a path (RFC 3986 §5.2.4 removes it again). */
function relative(target: string): string {
  return /^\/[/\\]/.test(target) ? `/.${target}` : target;
}
