/**
 * What a person does with keys: sign in, list, make a token, end. Every ending is announced before its answer goes out,
 * so that nothing in this process believes the key a moment longer.
 */
import type { EndReason, KeyView, SessionView } from "#protocol/api.ts";
import type { Clock } from "../clock.ts";
import type { Config } from "../config.ts";
import { AppError } from "../errors.ts";
import type { Caller } from "../session.ts";
import type { KeyRow, KeySelection, Store, UserRow } from "../store.ts";
import { narrow, requireCaller } from "./admissions.ts";
import type { Authenticate, AuthenticateKept } from "./authenticate.ts";
import type { SessionCookie } from "./cookie.ts";
import { packDeviceKey, type DeviceKey } from "./device-key.ts";
import { nameDevice } from "./device-name.ts";
import type { News } from "./news.ts";
import { presentKey, presentSession, presentUser } from "./present.ts";
import { createRecentPassword, type RecentPassword } from "./recent-password.ts";
import type { Renew } from "./renew.ts";
import type { Sealer } from "./seal.ts";
import { createId, createKeySecret } from "./token.ts";
import { createTokens, type CreateToken } from "./tokens.ts";

export interface SignIn {
  user: UserRow;
  ip: string;
  userAgent: string;
  /** Public P-256 key; null when the browser could not make one. */
  deviceKey: DeviceKey | null;
  /** The session this browser held until now; signing in ends it. */
  replaces: Caller | null;
}

export interface Sessions {
  /** The one check of whoever calls a route. */
  readonly authenticate: Authenticate;
  readonly authenticateKept: AuthenticateKept;
  /** A verdict taken for one kind of route, on another. */
  readonly narrow: typeof narrow;
  /** Who calls an API route with a scope. */
  readonly requireCaller: typeof requireCaller;
  readonly renew: Renew;
  readonly recentPassword: RecentPassword;
  readonly cookie: SessionCookie;
  /** Makes a new key, always: a cookie planted before sign-in is never the one after it. */
  signIn(input: SignIn): Promise<{ caller: Caller; setCookie: string }>;
  /** The cookie of a resumed session: lives as long as what is left of the key. */
  handBack(resumed: { key: KeyRow; token: string }): Promise<string>;
  present(caller: Caller): Promise<SessionView>;
  /** The same without the device, and without asking the database: for a page that must not fail with it. */
  presentWithoutDevice(caller: Caller): SessionView;
  presentResumed(resumed: { user: UserRow; key: KeyRow }): Pick<SessionView, "user" | "key">;
  listKeys(caller: Caller): Promise<KeyView[]>;
  readonly createToken: CreateToken;
  /** Of people, seconds. */
  readonly maxTokenLifetimeSeconds: number;
  signOut(caller: Caller): Promise<void>;
  /** Ends one of the caller's own keys; somebody else's or an unknown one throws `not_found`. */
  end(caller: Caller, id: string): Promise<void>;
  /** Ends all other sessions of the caller; tokens live on. */
  endOthers(caller: Caller): Promise<void>;
  /** Ends these tokens of the caller, but not the one that is asking. What is somebody else's, or has ended, is left alone. */
  endTokens(caller: Caller, ids: readonly string[]): Promise<void>;
}

export function createSessions(parts: {
  config: Pick<Config, "sessionDurationSeconds" | "sessionAbsoluteDurationSeconds" | "maxTokenLifetimeSeconds">;
  store: Store;
  clock: Clock;
  news: Pick<News, "announce">;
  cookie: SessionCookie;
  sealer: Sealer;
  authenticate: Authenticate;
  authenticateKept: AuthenticateKept;
  renew: Renew;
}): Sessions {
  const { config, store, clock, news, cookie, sealer, authenticate, authenticateKept, renew } = parts;

  const end = async (userId: string, selection: KeySelection, reason: EndReason): Promise<number> => {
    const endedKeyIds = await store.keys.end(selection, clock(), reason);
    news.announce({ endedKeyIds, changedUserIds: [], touchedUserIds: [userId] });
    return endedKeyIds.length;
  };

  /** A password change or suspension that went by while the old password was being checked ends the session it let in. */
  const requireUnchanged = async (user: UserRow, key: KeyRow): Promise<void> => {
    const now = await store.people.findById(user.id);
    if (now?.passwordHash === user.passwordHash && now.suspendedAt === null) return;
    await end(user.id, { id: key.id }, "password_changed");
    throw new AppError("invalid_credentials");
  };

  const endTokens: Sessions["endTokens"] = async ({ user, key }, ids) => {
    const alive = await store.keys.listAlive(user.id, clock());
    for (const each of alive) {
      if (each.kind === "token" && each.id !== key.id && ids.includes(each.id))
        await end(user.id, { id: each.id, userId: user.id }, "ended_elsewhere");
    }
  };
  const maxSeconds = config.maxTokenLifetimeSeconds;
  const createToken = createTokens({ maxSeconds, store, clock, news });

  return {
    maxTokenLifetimeSeconds: maxSeconds,
    authenticate,
    authenticateKept,
    narrow,
    requireCaller,
    renew,
    recentPassword: createRecentPassword({ store, clock }),
    cookie,
    async signIn({ user, ip, userAgent, deviceKey, replaces }) {
      const now = clock();
      const { id, secretHash, token } = createKeySecret();
      const lifetimeSeconds = config.sessionDurationSeconds;
      const absoluteExpiresAt = config.sessionAbsoluteDurationSeconds === null ? null : now + config.sessionAbsoluteDurationSeconds * 1000;
      const name = nameDevice(userAgent);
      const deviceId = deviceKey === null ? null : createId();
      const expiresAt = Math.min(now + lifetimeSeconds * 1000, absoluteExpiresAt ?? Infinity);
      const key: KeyRow = {
        ...{ id, userId: user.id, kind: "session", name, scopes: ["all"], secretHash, resumedHashes: [], lifetimeSeconds },
        ...{ createdAt: now, lastUsedAt: now, expiresAt, absoluteExpiresAt, revokedAt: null, endReason: null, parentId: null },
        ...{ ip, userAgent: userAgent.slice(0, 400), deviceId, passwordAt: now },
      };
      const device =
        deviceId && deviceKey
          ? { id: deviceId, userId: user.id, name, publicKeyJwk: packDeviceKey(deviceKey), keyId: id, createdAt: now, lastResumedAt: null }
          : null;
      await store.createSession(key, device);
      await requireUnchanged(user, key);
      if (replaces?.key.kind === "session" && replaces.via === "cookie") await end(replaces.user.id, { id: replaces.key.id }, "replaced");
      news.announce({ endedKeyIds: [], changedUserIds: [], touchedUserIds: [user.id] });
      const value = await sealer.seal(token, expiresAt);
      return {
        caller: { user, key, via: "cookie", cookieExpiresAt: expiresAt, presentedSeal: value },
        setCookie: cookie.set(value, lifetimeSeconds),
      };
    },
    async handBack({ key, token }) {
      const value = await sealer.seal(token, key.expiresAt);
      return cookie.set(value, (key.expiresAt - clock()) / 1000);
    },
    async present(caller) {
      const { deviceId } = caller.key;
      return presentSession(caller, deviceId === null ? null : await store.devices.find(deviceId));
    },
    presentResumed: ({ user, key }) => ({ user: presentUser(user), key: presentKey(key, key.id) }),
    presentWithoutDevice: (caller) => presentSession(caller, null),
    async listKeys(caller) {
      const keys = await store.keys.listAlive(caller.user.id, clock());
      return keys
        .map((key) => presentKey(key, caller.key.id, maxSeconds))
        .sort((left, right) => Number(right.current) - Number(left.current));
    },
    createToken,
    async signOut(caller) {
      await end(caller.user.id, { id: caller.key.id }, "signed_out");
      if (caller.key.deviceId !== null) await store.devices.remove(caller.key.deviceId);
    },
    async end(caller, id) {
      const ended = await end(caller.user.id, { id, userId: caller.user.id }, id === caller.key.id ? "signed_out" : "ended_elsewhere");
      if (ended === 0) throw new AppError("not_found", { detail: "There is no such key of yours, or it has ended already." });
    },
    async endOthers(caller) {
      await end(caller.user.id, { userId: caller.user.id, kind: "session", exceptId: caller.key.id }, "ended_elsewhere");
    },
    endTokens,
  };
}
