/**
 * The one verification function: from the plain headers of a request to who is calling. Serves pages, route handlers, the gateway and upgrades.
 * Guards: one Cookie header is one principal at every door. Of several cookies with our name the first valid one wins, in the order sent.
 * Refuses: a bearer token that is not valid is a "no", never a reason to look at the cookie.
 */
import type { Caller, Verdict } from "../session.ts";
import { findCookies, looksSealed, type SessionCookie } from "./cookie.ts";
import type { Sealer } from "./seal.ts";
import { parseToken } from "./token.ts";
import type { Validity, Verifier } from "./verify.ts";

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
    let refused: Exclude<Validity, { ok: true }> | null = null;
    const values = findCookies(header, cookie.name);
    for (const value of values) {
      const sealed = sealer.recall(value) ?? (looksSealed(value) ? await sealer.unseal(value) : null);
      if (!sealed) continue;
      const validity = await verifier.verify(sealed.id, sealed.secretHash);
      if (validity.ok && validity.key.kind === "session") {
        const caller: Caller = {
          user: validity.user,
          key: validity.key,
          via: "cookie",
          cookieExpiresAt: sealed.cookieExpiresAt,
          presentedSeal: value,
        };
        return { ok: true, caller, losers: values.length - 1 };
      }
      if (!validity.ok) refused = tellingMore(refused, validity);
    }
    return { ...(refused ?? noSession), losers: values.length };
  };
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

const noSession = { ok: false, code: "no_session", endedAt: null, reason: null } as const;

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
function tellingMore(before: Exclude<Validity, { ok: true }> | null, now: Exclude<Validity, { ok: true }>) {
  return before && (before.endedAt ?? 0) >= (now.endedAt ?? 0) ? before : now;
}
