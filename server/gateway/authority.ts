/**
 * Whom the gateway asks: who is calling an app host, and what they may open. Local here (asks session and workspaces in process); a regional
 * proxy asks the primary through the same port. Guards: every answer throws `unavailable` rather than guess.
 */
import { findNamedCookies, type AppCaller, type AppCheck, type AppSessions, type HandOverCodes, type UserRow } from "../session.ts";
import type { Found, Workspaces } from "../workspaces.ts";
import type { AppAddress } from "./label.ts";

export interface Authority {
  check(cookieHeader: string | undefined, host: string): Promise<AppCheck>;
  /** Whether a caller's session is still valid. Throws `unavailable`. */
  isAlive(caller: AppCaller): Promise<boolean>;
  /** Set-Cookie for this answer when use slid the session, else null. */
  renew(caller: AppCaller, host: string, passive: boolean): Promise<string | null>;
  find(address: AppAddress, user: UserRow | null): Promise<Found>;
  /** Redeems a hand-over's code. The Set-Cookies of the new app session; null when the code is worth nothing here. */
  redeem(
    code: string,
    proof: { host: string; nonce: string; state: string; cookieHeader: string | undefined; ip: string; userAgent: string },
  ): Promise<string[] | null>;
  expireTossed(host: string): string[];
  /** Where a browser without an app session is sent. */
  authorizeUrl(target: { redirectUri: string; state: string }): string;
}

export function createLocalAuthority(parts: {
  appSessions: AppSessions;
  handOverCodes: HandOverCodes;
  workspaces: Workspaces;
  accessOrigin: string;
}): Authority {
  const { appSessions, handOverCodes, workspaces, accessOrigin } = parts;
  return {
    check: appSessions.check,
    isAlive: appSessions.isAlive,
    renew: appSessions.renew,
    async redeem(code, { host, nonce, state, cookieHeader, ip, userAgent }) {
      const parentId = await handOverCodes.redeem(code, { host, nonce, cookies: (name) => findNamedCookies(cookieHeader, name) });
      const setCookie = parentId && (await appSessions.open(parentId, host, { ip, userAgent }));
      return setCookie ? [...appSessions.cookie.expireTossed(host), setCookie, handOverCodes.clear(state) ?? []].flat() : null;
    },
    expireTossed: appSessions.cookie.expireTossed,
    find: (address, user) => workspaces.find(address, user),
    authorizeUrl: ({ redirectUri, state }) =>
      `${accessOrigin}/api/v1/apps/authorize?redirect_uri=${encodeURIComponent(redirectUri)}&state=${encodeURIComponent(state)}`,
  };
}
