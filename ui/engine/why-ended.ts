/** Why the session of this tab ended, carried over the hard navigation to the sign-in screen. */
import type { EndReason, Problem } from "#protocol/api.ts";

export interface WhyEnded {
  /**
   * `session_expired`, `session_revoked`, `session_conflict`, `user_suspended`, `no_session`, or our own `cookie_refused`: the door sent a cookie
   * and this browser did not keep it.
   */
  code: string;
  reason?: EndReason;
  /** ISO 8601. */
  endedAt?: string;
}

/** In sessionStorage. */
export const whyEndedKey = "latchkey-why-ended";
/** When this tab found out that only a sign-in helps, ms since the epoch: the boot script then does not try to resume once more. */
export const triedKey = "latchkey-tried";

/** Notes it for the next page of this tab. A plain "not signed in" tells a person nothing and is left out. */
export function noteWhyEnded({ code, reason, endedAt }: Pick<Problem, "code" | "reason" | "endedAt"> | WhyEnded): void {
  try {
    sessionStorage.setItem(triedKey, String(Date.now()));
    if (code === "no_session" && !reason) sessionStorage.removeItem(whyEndedKey);
    else sessionStorage.setItem(whyEndedKey, JSON.stringify({ code, reason, endedAt }));
  } catch {
    // Without sessionStorage the sign-in screen says nothing, which is still true.
  }
}

/** What was noted in this tab; null when nothing was. It stays for a reload of the sign-in screen, until somebody signs in. */
export function takeWhyEnded(): WhyEnded | null {
  try {
    return JSON.parse(sessionStorage.getItem(whyEndedKey) ?? "null") as WhyEnded | null;
  } catch {
    return null;
  }
}

/** Somebody signed in, or signed out on purpose: there is nothing to explain any more. */
export function forgetWhyEnded(): void {
  try {
    sessionStorage.removeItem(whyEndedKey);
  } catch {
    // See above.
  }
}
