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
  /** A poll, which is no use of a session. */
  passive: boolean;
}

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
    const found = await appSessions.check(cookieHeader, host);
    if (found.caller || sharedDomain !== null) return { ...found, sessions: appSessions };
    const asGuest = await guestSessions.check(cookieHeader, host);
    return { ...asGuest, losers: found.losers + asGuest.losers, ended: found.ended || asGuest.ended, sessions: guestSessions };
  };
  return {
    async decide({ host, address, cookieHeader, passive }) {
      const { caller, losers, ended, sessions } = await check(cookieHeader, host);
      const user = caller?.user ?? null;
      const found = await workspaces.find(address, user);
      const set: string[] = [];
      if (caller && found.kind === "open") {
        const renewed = await sessions.renew(caller, host, passive);
        if (losers > 0) set.push(...sessions.cookie.expireTossed(host));
        if (renewed !== null) set.push(renewed);
      }
      return {
        ...{ keyIds: caller ? [caller.key.id, caller.parent.id] : [], userId: user?.id ?? null, losers, ended, found, set },
        expiresAt: caller && Math.min(caller.key.expiresAt, caller.parent.expiresAt),
        isStillOpen: async () =>
          (caller === null || (await sessions.isAlive(caller))) &&
          ["open", "offline"].includes((await workspaces.find(address, user)).kind),
      };
    },
    async redeem(code, { host, nonce, state, cookieHeader, ip, userAgent }) {
      const owner = parseLabel(hosts.labelOf(host) ?? "")?.user;
      const redeemed = await handOverCodes.redeem(code, { host, nonce, cookies: (name) => findNamedCookies(cookieHeader, name) });
      if (!redeemed || owner === undefined) return null;
      const { parentId, userName, isBound } = redeemed;
      // A code that no cookie binds to a browser may have been seen by what runs on its host: of another person, it opens that host alone.
      const sessions = isBound || owner === userName ? appSessions : guestSessions;
      const setCookie = await sessions.open(parentId, host, { ip, userAgent });
      if (!setCookie) return null;
      const over = sharedDomain === null ? [] : [presentBinding({ state, domain: sharedDomain, secure: secureCookies })];
      return [...sessions.cookie.expireTossed(host), setCookie, ...over];
    },
    authorizeUrl: ({ redirectUri, state }) =>
      `${accessOrigin}/api/v1/apps/authorize?redirect_uri=${encodeURIComponent(redirectUri)}&state=${encodeURIComponent(state)}`,
  };
}
