/**
 * Who is calling. The door of the session room: keys, cookies, sliding, resume, limits, people and what they may do.
 * Pages, route handlers, the gateway and upgrades all ask the one `check`.
 */
import type { ErrorCode } from "./errors.ts";
import type { EndReason, Scope } from "#protocol/api.ts";
import type { KeyRow, UserRow } from "./store.ts";

/** A caller whose key is valid at this moment. */
export interface Caller {
  user: UserRow;
  key: KeyRow;
  /** `ticket`: the key stands behind a terminal's ticket or pass. */
  via: "cookie" | "bearer" | "ticket";
  /** The expiry that the presented cookie was sealed with (ms); null with a bearer token. */
  cookieExpiresAt: number | null;
  /** The sealed value the caller presented, to be sealed anew when the session slides; null with a bearer token. */
  presentedSeal: string | null;
}

export type Verdict =
  | {
      ok: true;
      caller: Caller;
      /** How many cookies with our name were presented and are not the session. */
      losers: number;
      /** True when one of them was a session of somebody's that is not valid any more. */
      hasDeadRival?: boolean;
    }
  | {
      ok: false;
      code: Extract<
        ErrorCode,
        "no_session" | "session_expired" | "session_revoked" | "session_conflict" | "user_suspended" | "invalid_token" | "scope_missing"
      >;
      endedAt: number | null;
      reason: EndReason | null;
      /** How many cookies with our name were presented and are not the session. */
      losers: number;
      /** With `session_conflict`: the valid keys, of two people or more. None of them is trusted. */
      rivalKeyIds?: readonly string[];
      /** True when there were more cookies with our name than are tried. */
      isUnclear?: boolean;
    };

export type { Scope };
export type { AppCaller, AppCheck, AppSessions } from "./session/app-sessions.ts";
export { createAppCookie } from "./session/app-cookie.ts";
export { findCookies as findNamedCookies } from "./session/cookie.ts";
export { expirePlanted } from "./session/planted.ts";
export { presentBinding, stateOf, type HandOverCodes } from "./session/hand-over-codes.ts";
export type { News } from "./session/news.ts";
export type { UserRow } from "./store.ts";
export { openLive, type Live } from "./session/live.ts";
export { openSessionRoom, type SessionRoom } from "./session/open.ts";
export { createKeySecret, parseToken, sameHash } from "./session/token.ts";
export { findSharedDomain } from "./session/shared-domain.ts";
export { createPurposeSeal } from "./session/purpose-seal.ts";
export { safeNext } from "./session/redirect.ts";
export { requireScope } from "./session/scopes.ts";
export { admissions, credentialKinds, isTaken, narrow, routeKinds, type RouteKind } from "./session/admissions.ts";
export { isFromHere, isOfAnotherPage, isSocketFromHere } from "./session/same-origin.ts";
export { createSetupCode, type SetupCode } from "./session/setup-code.ts";
export { createPeople, type People } from "./session/people.ts";
