/**
 * Tokens of people, made by hand or by `latchkey login`. Guards: none can do more than what it was made with; one that a token made lives no longer
 * than that token, and ends with it; none lives longer than this server lets tokens live.
 */
import type { KeyView, Scope } from "#protocol/api.ts";
import type { Clock } from "../clock.ts";
import { AppError } from "../errors.ts";
import type { Caller } from "../session.ts";
import type { KeyRow, Store } from "../store.ts";
import { requireLifetime, sayLifetime } from "./duration.ts";
import type { News } from "./news.ts";
import { presentKey } from "./present.ts";
import { requireGrantable } from "./scopes.ts";
import { createKeySecret } from "./token.ts";

export interface NewToken {
  name: string;
  /** Such as `30d`; the most that is allowed when it is left out. */
  lifetime?: string | undefined;
  scopes: Scope[];
  ip: string;
  userAgent: string;
}

/** Throws `bad_request` with the field, `scope_missing`. The text is given here and nowhere again. */
export type CreateToken = (caller: Caller, token: NewToken) => Promise<{ key: KeyView; token: string }>;

export function createTokens(parts: {
  maxSeconds: number;
  store: Pick<Store, "keys">;
  clock: Clock;
  news: Pick<News, "announce">;
}): CreateToken {
  const { maxSeconds, store, clock, news } = parts;
  return async (caller, { name, lifetime, scopes, ip, userAgent }) => {
    requireGrantable(caller, scopes);
    const now = clock();
    const parent = caller.key.kind === "token" ? caller.key : null;
    const leftSeconds = parent ? Math.floor((parent.expiresAt - now) / 1000) : Infinity;
    const lifetimeSeconds = lifetime === undefined ? Math.min(maxSeconds, leftSeconds) : requireLifetime(lifetime, maxSeconds);
    if (lifetimeSeconds > leftSeconds) {
      const detail = `What a token makes ends with it at the latest, and this one ends in ${sayLifetime(leftSeconds)}.`;
      throw new AppError("bad_request", { field: "lifetime", detail });
    }
    const { id, secretHash, token } = createKeySecret();
    const key: KeyRow = {
      ...{ id, userId: caller.user.id, kind: "token", name, scopes, secretHash, resumedHashes: [], lifetimeSeconds },
      ...{ createdAt: now, lastUsedAt: now, expiresAt: now + lifetimeSeconds * 1000, absoluteExpiresAt: null },
      ...{ revokedAt: null, endReason: null, parentId: parent?.id ?? null, ip, userAgent: userAgent.slice(0, 400) },
      ...{ deviceId: null, passwordAt: null },
    };
    await store.keys.create(key);
    news.announce({ endedKeyIds: [], changedUserIds: [], touchedUserIds: [caller.user.id] });
    return { key: presentKey(key, caller.key.id, maxSeconds), token };
  };
}
