/**
 * The one verification function: from the plain headers of a request to who is calling. Serves pages, route handlers, the gateway and upgrades.
 * Guards: one Cookie header is one principal everywhere. Of several valid cookies of one person the first wins, in the order sent; of two
 * people nobody is believed, nor where there are more cookies than are tried.
 * Refuses: a bearer token that is not valid is a "no", never a reason to look at the cookie.
 */
import type { Caller, Verdict } from "../session.ts";
import type { SessionCookie } from "./cookie.ts";
import { readPresented, type Refused, type Valid } from "./presented.ts";
import type { Sealer } from "./seal.ts";
import { parseToken } from "./token.ts";
import type { Verifier } from "./verify.ts";

/** The two headers that can carry a key, as raw as they came. */
export interface CallerHeaders {
  cookie?: string | undefined;
  authorization?: string | undefined;
}

/** Never throws for what a client sent; throws `unavailable` when the store must be asked and does not answer. */
export type Check = (headers: CallerHeaders) => Promise<Verdict>;

export function createCheck(parts: { cookie: SessionCookie; sealer: Sealer; verifier: Verifier }): Check {
  const { cookie, sealer, verifier } = parts;
  return async ({ cookie: header, authorization }) => {
    if (authorization !== undefined) return checkBearer(authorization, verifier);
    const { valid, refused, count, untried } = await readPresented(header, cookie.name, { sealer, verifier, accepts: isSession });
    const [first] = valid;
    if (new Set(valid.map(({ validity }) => validity.user.id)).size > 1) {
      const rivalKeyIds = valid.map(({ validity }) => validity.key.id);
      return { ok: false, code: "session_conflict", endedAt: null, reason: null, losers: count, rivalKeyIds };
    }
    if (untried > 0) return { ...noSession, losers: count, isUnclear: true };
    if (!first) return { ...refused.reduce(tellingMore, noSession), losers: count };
    const { user, key } = first.validity;
    const caller: Caller = { user, key, via: "cookie", cookieExpiresAt: first.sealed.cookieExpiresAt, presentedSeal: first.value };
    return { ok: true, caller, losers: count - 1, hasDeadRival: refused.length > 0 };
  };
}

function isSession({ key }: Valid): boolean {
  return key.kind === "session";
}

/** The same for a key that was shown here once, and of which id and hash were kept where nobody can change them. Throws `unavailable`. */
export type CheckKept = (kept: { id: string; secretHash: string }) => Promise<Verdict>;

export function createCheckKept(verifier: Verifier): CheckKept {
  return async ({ id, secretHash }) => {
    const validity = await verifier.verify(id, secretHash);
    if (!validity.ok) return { ...validity, losers: 0 };
    const { key, user } = validity;
    // An app session opens apps and nothing else, however it came here.
    if (key.kind === "app") return { ...noSession, losers: 0 };
    return { ok: true, caller: { user, key, via: "ticket", cookieExpiresAt: null, presentedSeal: null }, losers: 0 };
  };
}

const noSession: Refused = { ok: false, code: "no_session", endedAt: null, reason: null };

async function checkBearer(authorization: string, verifier: Verifier): Promise<Verdict> {
  const invalid = { ok: false, code: "invalid_token", endedAt: null, reason: null, losers: 0 } as const;
  const [, text] = /^Bearer +(\S+) *$/i.exec(authorization) ?? [];
  const parsed = text ? parseToken(text) : null;
  if (!parsed) return invalid;
  const validity = await verifier.verify(parsed.id, parsed.secretHash);
  if (!validity.ok) return validity.code === "no_session" ? invalid : { ...validity, losers: 0 };
  // An app session is held by an app cookie of one wildcard and opens nothing else.
  if (validity.key.kind === "app") return invalid;
  return {
    ok: true,
    caller: { user: validity.user, key: validity.key, via: "bearer", cookieExpiresAt: null, presentedSeal: null },
    losers: 0,
  };
}

/** Of two refusals the one that says why a session ended, the later one first. */
function tellingMore(before: Refused, now: Refused): Refused {
  return before !== noSession && (before.endedAt ?? 0) >= (now.endedAt ?? 0) ? before : now;
}
