/**
 * Sliding: use extends a session, and the same answer carries the cookie that lives as long.
 * Guards: a refresh never undoes a sign-out (the store extends only what is alive), and a renewal never invalidates the copy before it
 * (the new cookie holds the same key).
 */
import type { Clock } from "../clock.ts";
import { isAppError } from "../errors.ts";
import type { Caller } from "../session.ts";
import type { Store } from "../store.ts";
import type { SessionCookie } from "./cookie.ts";
import type { Sealer } from "./seal.ts";
import { expiryAfterUse, isUseDue, slides } from "./sliding.ts";
import type { Verifier } from "./verify.ts";

/** Differences below this are rounding, not a cookie that would end before its key. */
const toleranceMs = 2_000;

export interface Renewal {
  /** The caller as it is now. */
  caller: Caller;
  /** Set-Cookie for this very answer; null when the presented cookie is as good. */
  setCookie: string | null;
}

/** `passive`: polling, prefetch and the service worker never extend a session. */
export type Renew = (caller: Caller, passive: boolean) => Promise<Renewal>;

export function createRenew(parts: {
  store: Store;
  clock: Clock;
  cookie: SessionCookie;
  sealer: Sealer;
  verifier: Verifier;
  refreshDisabled: boolean;
}): Renew {
  const { store, clock, cookie, sealer, verifier, refreshDisabled } = parts;
  const extending = new Map<string, Promise<number | null>>();

  /** The new expiry, or null when the key could not be extended. Parallel requests share one write. */
  const extend = (caller: Caller, now: number): Promise<number | null> => {
    const running = extending.get(caller.key.id);
    if (running) return running;
    const expiresAt = expiryAfterUse(caller.key, now);
    const write = store.keys
      .extend({ id: caller.key.id, at: now, expiresAt })
      .then((extended) => {
        if (!extended) {
          verifier.forget(caller.key.id);
          return null;
        }
        verifier.note(caller.key.id, { expiresAt, lastUsedAt: now });
        return expiresAt;
      })
      .finally(() => extending.delete(caller.key.id));
    extending.set(caller.key.id, write);
    return write;
  };

  return async (caller, passive) => {
    const now = clock();
    const key = passive ? caller.key : await recordUse(caller, now);
    const renewed = { ...caller, key };
    const extended = key.expiresAt > caller.key.expiresAt;
    // A cookie that ends before its key: extended from an app, or in another tab whose answer was lost.
    const short = caller.cookieExpiresAt !== null && key.expiresAt - caller.cookieExpiresAt > toleranceMs;
    if (caller.presentedSeal === null || !(extended || short)) return { caller: renewed, setCookie: null };
    const value = await sealer.reseal(caller.presentedSeal, key.expiresAt);
    if (!value) return { caller: renewed, setCookie: null };
    return {
      caller: { ...renewed, presentedSeal: value, cookieExpiresAt: key.expiresAt },
      setCookie: cookie.set(value, Math.round((key.expiresAt - now) / 1000)),
    };
  };

  async function recordUse(caller: Caller, now: number): Promise<Caller["key"]> {
    const { key } = caller;
    try {
      if (!refreshDisabled && slides(key, now)) {
        const expiresAt = await extend(caller, now);
        return expiresAt === null ? key : { ...key, expiresAt, lastUsedAt: now };
      }
      if (isUseDue(key, now)) {
        verifier.note(key.id, { lastUsedAt: now });
        await store.keys.touch(key.id, now);
      }
    } catch (error) {
      // The session is valid whether or not its use could be written down; the next request tries again.
      if (!isAppError(error)) throw error;
    }
    return key;
  }
}
