/**
 * App sessions: child keys with the one scope `app_connect`, held in the app cookie of one wildcard (or of one app host).
 * Guards: an app key opens nothing but its own wildcard, and dies with its parent. Its making is the hand-over's: see hand-over-codes.ts.
 */
import type { Clock } from "../clock.ts";
import { isAppError } from "../errors.ts";
import type { KeyRow, Store, UserRow } from "../store.ts";
import { credentialOf, isTaken } from "./admissions.ts";
import { createAppCookie, type AppCookie } from "./app-cookie.ts";
import { findCookies, looksSealed } from "./cookie.ts";
import type { Sealer } from "./seal.ts";
import { expiryAfterUse, slides } from "./sliding.ts";
import { createKeySecret } from "./token.ts";
import type { Verifier } from "./verify.ts";

const toleranceMs = 2_000;

export interface AppCaller {
  user: UserRow;
  key: KeyRow;
  parent: KeyRow;
  cookieExpiresAt: number;
  presentedSeal: string;
}

export interface AppCheck {
  /** Null without a valid app session. */
  caller: AppCaller | null;
  /** How many cookies of our name are not the session. */
  losers: number;
  /** True when the browser kept an app cookie whose session has ended since: it keeps cookies, and a new hand-over helps. */
  ended: boolean;
}

export interface AppSessions {
  readonly cookie: AppCookie;
  /** Who opens an app on `host`. Throws `unavailable`. */
  check(cookieHeader: string | undefined, host: string): Promise<AppCheck>;
  /** Whether the session of a caller found before is still valid: for what stays open. Throws `unavailable`. */
  isAlive(caller: AppCaller): Promise<boolean>;
  /** Using an app is using its parent session: slides both. The Set-Cookie for this answer, or null. */
  renew(caller: AppCaller, host: string, passive: boolean): Promise<string | null>;
  /** The Set-Cookie of a new app session below `parentId` for `host`; null when the parent has ended. */
  open(parentId: string, host: string, from: { ip: string; userAgent: string }): Promise<string | null>;
}

export function createAppSessions(parts: {
  wildcard: string;
  scope: "wildcard" | "host";
  secureCookies: boolean;
  refreshDisabled: boolean;
  store: Store;
  clock: Clock;
  sealer: Sealer;
  verifier: Verifier;
}): AppSessions {
  const { wildcard, scope, store, clock, sealer, verifier, refreshDisabled } = parts;
  const cookie = createAppCookie({ wildcard, scope, secure: parts.secureCookies });
  // The place a key is for: kept in its name, so that the cookie of one wildcard is nothing to another, whatever name it is presented under.
  const placeOf = (host: string) => (scope === "host" ? host : wildcard);
  return {
    cookie,
    async check(header, host) {
      const values = findCookies(header, cookie.nameFor(host));
      let ended = false;
      for (const value of values) {
        const sealed = sealer.recall(value) ?? (looksSealed(value) ? await sealer.unseal(value) : null);
        if (!sealed) continue;
        const validity = await verifier.verify(sealed.id, sealed.secretHash);
        if (!validity.ok && validity.endedAt !== null) ended = true;
        if (!validity.ok || !isTaken("app_host", credentialOf(validity.key, "app_cookie"))) continue;
        if (!validity.parent || validity.key.name !== placeOf(host)) continue;
        const { user, key, parent } = validity;
        return {
          caller: { user, key, parent, cookieExpiresAt: sealed.cookieExpiresAt, presentedSeal: value },
          losers: values.length - 1,
          ended: false,
        };
      }
      return { caller: null, losers: values.length, ended };
    },
    isAlive: async ({ key }) => (await verifier.verify(key.id, key.secretHash)).ok,
    async renew(caller, host, passive) {
      const now = clock();
      let { expiresAt } = caller.parent;
      try {
        if (!passive && !refreshDisabled && slides(caller.parent, now)) {
          const slid = expiryAfterUse(caller.parent, now);
          if (await store.keys.extend({ id: caller.parent.id, at: now, expiresAt: slid })) expiresAt = slid;
          verifier.forget(caller.parent.id);
        }
        if (expiresAt > caller.key.expiresAt) {
          await store.keys.extend({ id: caller.key.id, at: now, expiresAt });
          verifier.forget(caller.key.id);
        }
      } catch (error) {
        if (!isAppError(error)) throw error;
        return null; // valid all the same; the next request writes it down
      }
      if (expiresAt - caller.cookieExpiresAt <= toleranceMs) return null;
      const value = await sealer.reseal(caller.presentedSeal, expiresAt);
      return value && cookie.set(host, value, (expiresAt - now) / 1000);
    },
    async open(parentId, host, { ip, userAgent }) {
      const parent = (await store.keys.find(parentId))?.key;
      if (!parent || parent.revokedAt !== null || parent.expiresAt <= clock()) return null;
      const { id, secretHash, token } = createKeySecret();
      await store.keys.create({
        ...{ id, userId: parent.userId, kind: "app", name: placeOf(host), scopes: ["app_connect"], secretHash, resumedHashes: [] },
        ...{ lifetimeSeconds: parent.lifetimeSeconds, createdAt: clock(), lastUsedAt: clock(), expiresAt: parent.expiresAt },
        ...{
          absoluteExpiresAt: parent.absoluteExpiresAt,
          revokedAt: null,
          endReason: null,
          parentId,
          ip,
          userAgent: userAgent.slice(0, 400),
          deviceId: null,
          passwordAt: null,
        },
      });
      return cookie.set(host, await sealer.seal(token, parent.expiresAt), (parent.expiresAt - clock()) / 1000);
    },
  };
}
