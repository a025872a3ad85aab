/** Who is calling a route: the check of the headers, and the table of what is taken where. Nothing outside asks the one without the other. */
import type { Verdict } from "../session.ts";
import { narrow, type RouteKind } from "./admissions.ts";
import type { CallerHeaders, Check, CheckKept } from "./check.ts";

/** Never throws for what a client sent; throws `unavailable` when the store must be asked and does not answer. */
export type Authenticate = (headers: CallerHeaders, route: RouteKind) => Promise<Verdict>;

export function createAuthenticate(check: Check): Authenticate {
  return async (headers, route) => narrow(await check(headers), route);
}

/** The same for a key that was shown here before, and of which a ticket or pass tells. Throws `unavailable`. */
export type AuthenticateKept = (kept: { id: string; secretHash: string }, route: RouteKind) => Promise<Verdict>;

export function createAuthenticateKept(checkKept: CheckKept): AuthenticateKept {
  return async (kept, route) => narrow(await checkKept(kept), route);
}
