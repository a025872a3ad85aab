/** How a key's life moves: pure functions of the row and the clock. Times in ms unless a name says seconds. */
import type { KeyRow } from "../store.ts";

type Life = Pick<KeyRow, "lifetimeSeconds" | "absoluteExpiresAt">;

/** How often use is written down: every tenth of the lifetime, at least hourly. A write per request would cost more than it tells. */
export function useIntervalMs(lifetimeSeconds: number): number {
  return Math.min(3_600_000, (lifetimeSeconds * 1000) / 10);
}

/** Where an expiry moves when the key is used at `now`: a whole lifetime ahead, never beyond the absolute end. */
export function expiryAfterUse(key: Life, now: number): number {
  const slid = now + key.lifetimeSeconds * 1000;
  return key.absoluteExpiresAt === null ? slid : Math.min(slid, key.absoluteExpiresAt);
}

/** Whether use at `now` extends the key: only sessions slide, when enough of the lifetime is used up and there is something to gain. */
export function slides(key: Life & Pick<KeyRow, "kind" | "expiresAt">, now: number): boolean {
  if (key.kind !== "session") return false;
  const due = key.expiresAt - now <= key.lifetimeSeconds * 1000 - useIntervalMs(key.lifetimeSeconds);
  return due && expiryAfterUse(key, now) > key.expiresAt;
}

/** Whether use at `now` is worth writing down. */
export function isUseDue(key: Pick<KeyRow, "lifetimeSeconds" | "lastUsedAt">, now: number): boolean {
  return now - key.lastUsedAt >= useIntervalMs(key.lifetimeSeconds);
}
