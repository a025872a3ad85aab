import type { WhyEnded } from "#ui/engine/why-ended.ts";
import { sayLifetime, sayWhen } from "#ui/time/say-time.ts";

/**
 * Why the session ended, for the person it ended for; null when there is nothing to tell. `now` in milliseconds since the epoch,
 * `lifetimeSeconds` how long this door keeps an unused session.
 */
export function sayWhyEnded(
  { code, reason, endedAt }: WhyEnded,
  { now, lifetimeSeconds }: { now: number; lifetimeSeconds: number },
): string | null {
  const at = Date.parse(endedAt ?? "");
  const when = Number.isNaN(at) ? "" : ` ${sayWhen(at, now)}`;
  switch (reason) {
    case "ended_elsewhere":
      return `Signed out from another device${when}.`;
    case "password_changed":
      return "Your password was changed.";
    case "password_reset":
      return `Your password was reset by an administrator${when}.`;
    case "user_suspended":
      return "This account is suspended. The owner of this door can activate it again.";
    case "unused":
      return `Not used for ${sayLifetime(lifetimeSeconds)}.`;
    case "absolute":
      return "Signed in for as long as this door allows without a password.";
    case "signed_out":
      return `Signed out${when}.`;
    case "replaced":
      return `Replaced by a newer sign-in in this browser${when}.`;
  }
  return codes[code] ?? null;
}

/** Names nobody: whoever reads it may be neither of the two. */
export const whySessionConflict =
  "Cookies of two accounts were found in this browser, so neither was used. Sign in with the account that you want here.";

const codes: Record<string, string> = {
  session_expired: "The session has expired.",
  session_revoked: "The session was ended.",
  session_conflict: whySessionConflict,
  user_suspended: "This account is suspended. The owner of this door can activate it again.",
  cookie_refused: "This browser did not keep the door's cookie. Allow cookies for this site, then sign in.",
};
