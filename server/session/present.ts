/** What leaves the house of people, keys and devices. No hash, no secret, no other person's row. */
import type { DeviceView, KeyView, SessionView, UserView } from "#protocol/api.ts";
import type { Caller } from "../session.ts";
import type { DeviceRow, KeyRow, UserRow } from "../store.ts";

export function presentUser({ id, email, name, role, createdAt }: UserRow): UserView {
  return { id, email, name, role, createdAt: iso(createdAt) };
}

/** `currentId`: the key the asking request was made with. `maxTokenSeconds`: how long a token of a person may live here. */
export function presentKey(key: KeyRow, currentId: string | null, maxTokenSeconds = Infinity): KeyView {
  const { id, kind, name, scopes, lifetimeSeconds, ip, userAgent, deviceId } = key;
  return {
    id,
    kind,
    name,
    scopes,
    lifetimeSeconds,
    createdAt: iso(key.createdAt),
    lastUsedAt: iso(key.lastUsedAt),
    expiresAt: iso(key.expiresAt),
    absoluteExpiresAt: key.absoluteExpiresAt === null ? null : iso(key.absoluteExpiresAt),
    ip,
    userAgent,
    deviceId,
    current: id === currentId,
    parentId: kind === "token" ? key.parentId : null,
    longerThanAllowed: kind === "token" && !scopes.includes("agent") && lifetimeSeconds > maxTokenSeconds,
    keptBy: kind === "token" ? "token" : deviceId === null ? "cookie" : "cookie_and_device_key",
  };
}

export function presentDevice({ id, name, createdAt, lastResumedAt }: DeviceRow): DeviceView {
  return { id, name, createdAt: iso(createdAt), lastResumedAt: lastResumedAt === null ? null : iso(lastResumedAt) };
}

/** The caller's own session, as `GET /session` answers it. */
export function presentSession(caller: Caller, device: DeviceRow | null): SessionView {
  return {
    user: presentUser(caller.user),
    key: presentKey(caller.key, caller.key.id),
    device: device && presentDevice(device),
    cookieExpiresAt: caller.cookieExpiresAt === null ? null : iso(caller.cookieExpiresAt),
  };
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
