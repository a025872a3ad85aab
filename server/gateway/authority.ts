/**
 * Whom the gateway asks: who is calling an app host, and what they may open. Local here (asks session and workspaces in process); a regional
 * proxy asks the primary through the same port. Guards: every answer throws `unavailable` rather than guess.
 */
import { findNamedCookies, presentBinding, type AppSessions, type HandOverCodes } from "../session.ts";
import type { Found, Workspaces } from "../workspaces.ts";
import type { AppHosts } from "./app-hosts.ts";
import { parseLabel, type AppAddress } from "./label.ts";

export interface Authority {
  decide(asked: Asked): Promise<Decision>;
  /** Redeems a hand-over's code. The Set-Cookies of the new app session; null when the code is worth nothing here. */
  redeem(code: string, proof: Proof): Promise<string[] | null>;
  /** Where a browser without an app session is sent. */
  authorizeUrl(target: { redirectUri: string; state: string }): string;
}

export interface Asked {
  /** The app host, lower case, port included. */
  host: string;
  address: AppAddress;
  /** Undefined where who asks is nobody, whatever the browser sent. */
  cookieHeader: string | undefined;
  /** Of the request, as it came, without its query: where a copy of a cookie may have been planted. */
  path: string;
  /** A poll, which is no use of a session. */
  passive: boolean;
}

/** Why the cookies that came are nobody's: valid ones of two people, or more than are tried. Null when they are not in doubt. */
export type Doubt = "two_people" | "too_many" | null;

export interface Decision {
  /** The keys it hangs on, the app session's first; empty for nobody. */
  keyIds: readonly string[];
  /** Null for nobody. */
  userId: string | null;
  /** When the session runs out unless it is used, ms since the epoch; null for nobody. */
  expiresAt: number | null;
  /** How many cookies of our name are not the session. */
  losers: number;
  /** True when the browser kept an app cookie whose session has ended since: it keeps cookies, and a new hand-over helps. */
  ended: boolean;
  doubt: Doubt;
  found: Found;
  /** Set-Cookies for this answer: what use slid, and the end of planted copies. */
  set: readonly string[];
  /** Whether it would still be a yes. Throws `unavailable`. */
  isStillOpen(): Promise<boolean>;
}

export interface Proof {
  host: string;
  nonce: string;
  state: string;
  cookieHeader: string | undefined;
  /** To which the browser goes on. */
  path: string;
  ip: string;
  userAgent: string;
}

/**
 * `hosts`: those it answers for. `sharedDomain`: of the door and these apps, over which a hand-over is bound; null for none. `guestSessions`: for
 * one app host each, where there is none.
 */
export function createLocalAuthority(parts: {
  hosts: AppHosts;
  appSessions: AppSessions;
  guestSessions: AppSessions;
  handOverCodes: HandOverCodes;
  workspaces: Workspaces;
  accessOrigin: string;
  sharedDomain: string | null;
  secureCookies: boolean;
}): Authority {
  const { hosts, appSessions, guestSessions, handOverCodes, workspaces, accessOrigin, sharedDomain, secureCookies } = parts;
  const check = async (cookieHeader: string | undefined, host: string) => {
    const rooms = sharedDomain === null ? [appSessions, guestSessions] : [appSessions];
    const checked = await Promise.all(
      rooms.map((sessions) => sessions.check(cookieHeader, host).then((found) => ({ ...found, sessions }))),
    );
    const valid = checked.flatMap((each) => each.valid.map((caller) => ({ caller, sessions: each.sessions })));
    const isOfTwo = new Set(valid.map(({ caller }) => caller.user.id)).size > 1;
    const doubt: Doubt = isOfTwo ? "two_people" : checked.some(({ untried }) => untried > 0) ? "too_many" : null;
    const first = doubt === null ? valid[0] : undefined;
    const count = checked.reduce((sum, each) => sum + each.count, 0);
    return { first, doubt, losers: count - (first ? 1 : 0), ended: !first && checked.some(({ ended }) => ended), rooms };
  };
  /** Where two names are in use, what came under the other one ends when it is somebody else's: else the next request would be of two people. */
  const expireOther = async (kept: AppSessions, userName: string, { host, path, cookieHeader }: Proof): Promise<string[]> => {
    const other = kept === appSessions ? guestSessions : appSessions;
    if (sharedDomain !== null) return [];
    const { valid, untried } = await other.check(cookieHeader, host);
    const isOurs = untried === 0 && valid.every(({ user }) => user.name === userName);
    return isOurs ? [] : [...other.cookie.expireTossed(host, path), other.cookie.clear(host)];
  };
  return {
    async decide({ host, address, cookieHeader, path, passive }) {
      const { first, doubt, losers, ended, rooms } = await check(cookieHeader, host);
      const caller = first?.caller ?? null;
      const user = caller?.user ?? null;
      const found = await workspaces.find(address, user);
      const set: string[] = [];
      if (first && found.kind === "open") {
        const renewed = await first.sessions.renew(first.caller, host, passive);
        if (losers > 0) set.push(...first.sessions.cookie.expireTossed(host, path));
        if (renewed !== null) set.push(renewed);
      }
      // Between two people the hand-over decides; but what is on this path alone is sent to no navigation that could begin one.
      const deeperOnly = doubt === "two_people";
      if (doubt !== null) set.push(...rooms.flatMap(({ cookie }) => cookie.expireTossed(host, path, { deeperOnly })));
      return {
        ...{ keyIds: caller ? [caller.key.id, caller.parent.id] : [], userId: user?.id ?? null, losers, ended, doubt, found, set },
        expiresAt: caller && Math.min(caller.key.expiresAt, caller.parent.expiresAt),
        isStillOpen: async () =>
          (!first || (await first.sessions.isAlive(first.caller))) &&
          ["open", "offline"].includes((await workspaces.find(address, user)).kind),
      };
    },
    async redeem(code, proof) {
      const { host, path, nonce, state, cookieHeader, ip, userAgent } = proof;
      const owner = parseLabel(hosts.labelOf(host) ?? "")?.user;
      const redeemed = await handOverCodes.redeem(code, { host, nonce, cookies: (name) => findNamedCookies(cookieHeader, name) });
      if (!redeemed || owner === undefined) return null;
      const { parentId, userName, isBound } = redeemed;
      // A code that no cookie binds to a browser may have been seen by what runs on its host: of another person, it opens that host alone.
      const sessions = isBound || owner === userName ? appSessions : guestSessions;
      const setCookie = await sessions.open(parentId, host, { ip, userAgent });
      if (!setCookie) return null;
      const over = sharedDomain === null ? [] : [presentBinding({ state, domain: sharedDomain, secure: secureCookies })];
      // Whatever is planted on this path came with this request.
      const isAlone = findNamedCookies(cookieHeader, sessions.cookie.nameFor(host)).length === 0;
      return [
        ...sessions.cookie.expireTossed(host, isAlone ? "/" : path),
        ...(await expireOther(sessions, userName, proof)),
        setCookie,
        ...over,
      ];
    },
    authorizeUrl: ({ redirectUri, state }) =>
      `${accessOrigin}/api/v1/apps/authorize?redirect_uri=${encodeURIComponent(redirectUri)}&state=${encodeURIComponent(state)}`,
  };
}
