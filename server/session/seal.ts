/**
 * What the session cookie holds, sealed by iron-session: the key's token and the expiry the cookie was issued with.
 * Unsealing costs about half a millisecond of CPU, so what a sealed value unsealed to is remembered under its SHA-256 (bounded).
 */
import { hash } from "node:crypto";
import { sealData, unsealData } from "iron-session";
import { createMemory } from "./memory.ts";
import { parseToken } from "./token.ts";

export interface Unsealed {
  id: string;
  secretHash: string;
  /** When the cookie that carried this was to end, ms. */
  cookieExpiresAt: number;
}

export interface Sealer {
  seal(token: string, cookieExpiresAt: number): Promise<string>;
  /** Null when the value was not sealed by one of our secrets. Never throws for what a client sent. */
  unseal(value: string): Promise<Unsealed | null>;
  /** The same key sealed anew with another expiry; null when the value is not ours. */
  reseal(value: string, cookieExpiresAt: number): Promise<string | null>;
  /** What is already known of a value, without any unsealing. */
  recall(value: string): Unsealed | undefined;
}

/** `secrets`: the first seals, all unseal, so that `new,old` rotates without a sign-out. */
export function createSealer(secrets: readonly [string, ...string[]]): Sealer {
  const passwords = Object.fromEntries(secrets.map((secret) => [secretNumber(secret), secret]));
  const sealing = { [secretNumber(secrets[0])]: secrets[0] };
  const known = createMemory<Unsealed>(20_000);
  // ttl 0: the seal itself never ends. The key's row alone says how long it is valid; a second clock could only disagree with it.
  const seal = (token: string, cookieExpiresAt: number) => sealData({ token, cookieExpiresAt }, { password: sealing, ttl: 0 });
  return {
    seal,
    async reseal(value, cookieExpiresAt) {
      const content = await openSeal(value, passwords);
      return content && seal(content.token, cookieExpiresAt);
    },
    recall: (value) => known.get(fingerprint(value)),
    async unseal(value) {
      const name = fingerprint(value);
      const before = known.get(name);
      if (before) return before;
      const content = await openSeal(value, passwords);
      const parsed = content && parseToken(content.token);
      if (!parsed) return null;
      const found = { ...parsed, cookieExpiresAt: content.cookieExpiresAt };
      known.set(name, found);
      return found;
    },
  };
}

/** iron-session answers {} for a wrong seal and throws for some malformed ones: both mean "not ours". */
async function openSeal(value: string, password: Record<string, string>): Promise<{ token: string; cookieExpiresAt: number } | null> {
  try {
    const { token, cookieExpiresAt } = await unsealData<{ token?: unknown; cookieExpiresAt?: unknown }>(value, { password, ttl: 0 });
    return typeof token === "string" && typeof cookieExpiresAt === "number" ? { token, cookieExpiresAt } : null;
  } catch {
    return null;
  }
}

function fingerprint(value: string): string {
  return hash("sha256", value, "base64url");
}

/** iron names passwords by a number written into the seal. Taken from the secret itself, so that its place in the list does not matter. */
function secretNumber(secret: string): number {
  return Number.parseInt(hash("sha256", `latchkey-secret-id ${secret}`, "hex").slice(0, 8), 16);
}
