/**
 * App sessions: child keys with the one scope `app_connect`, held in the app cookie of one wildcard (or of one app host).
 * Guards: an app key opens nothing but its own wildcard, and dies with its parent. Its making is the hand-over's: see hand-over-codes.ts.
 */
import type { Clock } from "../clock.ts";
import { isAppError } from "../errors.ts";
import type { KeyRow, Store, UserRow } from "../store.ts";
import { credentialOf, isTaken } from "./admissions.ts";
import { createAppCookie, type AppCookie } from "./app-cookie.ts";
import { readPresented, type Valid } from "./presented.ts";
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
  /** The valid app sessions, in the order sent. */
  valid: AppCaller[];
  /** How many cookies have our name. */
  count: number;
  /** How many of them were not looked at. */
  untried: number;
  /** True when the browser kept an app cookie whose session has ended since: it keeps cookies, and a new hand-over helps. */
  ended: boolean;
}

export interface AppSessions {
  readonly cookie: AppCookie;
  /** Who may be opening an app on `host`. Throws `unavailable`. */
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
      const accepts = ({ key, parent }: Valid) =>
        isTaken("app_host", credentialOf(key, "app_cookie")) && parent !== null && key.name === placeOf(host);
      const { valid, refused, count, untried } = await readPresented(header, cookie.nameFor(host), { sealer, verifier, accepts });
      const callers = valid.flatMap(({ value, sealed, validity: { user, key, parent } }) =>
        parent ? [{ user, key, parent, cookieExpiresAt: sealed.cookieExpiresAt, presentedSeal: value }] : [],
      );
      return { valid: callers, count, untried, ended: callers.length === 0 && refused.some(({ endedAt }) => endedAt !== null) };
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
