/** People, keys and devices for the cases, no two alike. */
import { randomUUID } from "node:crypto";
import type { DeviceRow, KeyRow, Store, UserRow } from "#server/store.ts";

/** The moment at which every case begins; stores have no clock of their own. */
export const now = 1_800_000_000_000;
export const hour = 3_600_000;

export function aUser(more: Partial<UserRow> = {}): UserRow {
  const id = randomUUID();
  const names = { email: `${id}@example.com`, name: id, role: "member" as const };
  return { id, ...names, passwordHash: "argon2", createdAt: now, changedAt: now, suspendedAt: null, ...more };
}

export function aKey(userId: string, more: Partial<KeyRow> = {}): KeyRow {
  const origin = {
    kind: "session" as const,
    name: "Firefox on Linux",
    parentId: null,
    deviceId: null,
    ip: "192.0.2.7",
    userAgent: "Firefox",
  };
  const secrets = { scopes: ["all" as const], secretHash: "0".repeat(64), resumedHashes: [] };
  const life = { lifetimeSeconds: 3600, createdAt: now, lastUsedAt: now, expiresAt: now + hour, absoluteExpiresAt: null };
  return { id: randomUUID(), userId, ...origin, ...secrets, ...life, revokedAt: null, endReason: null, passwordAt: null, ...more };
}

export function aDevice(key: KeyRow, more: Partial<DeviceRow> = {}): DeviceRow {
  const id = randomUUID();
  return {
    id,
    userId: key.userId,
    name: "Phone",
    publicKeyJwk: '{"kty":"EC"}',
    keyId: key.id,
    createdAt: now,
    lastResumedAt: null,
    ...more,
  };
}

export async function person(store: Store, more: Partial<UserRow> = {}): Promise<UserRow> {
  return store.people.create(aUser(more));
}

export async function keyFor(store: Store, user: UserRow, more: Partial<KeyRow> = {}): Promise<KeyRow> {
  const key = aKey(user.id, more);
  await store.keys.create(key);
  return key;
}

/** Some at a time: a pool that is asked for a thousand connections at once says no, and should. */
export async function manyKeys(store: Store, user: UserRow, count: number, more: Partial<KeyRow> = {}): Promise<void> {
  for (let left = count; left > 0; left -= 20)
    await Promise.all(Array.from({ length: Math.min(left, 20) }, () => keyFor(store, user, more)));
}

/** Why each key ended, null for the living. */
export async function endReasons(store: Store, ...keys: KeyRow[]): Promise<(string | null | undefined)[]> {
  return Promise.all(keys.map(async ({ id }) => (await store.keys.find(id))?.key.endReason));
}
