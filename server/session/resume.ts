/**
 * Resume: a device proves its device key and gets the cookie of its still valid session back.
 * Guards: the private key never left the device; a challenge is ours (HMAC), for one device, one origin, 60 s and one use.
 * Refuses: to extend the key, to resume what ended or expired, and to tell a stranger whether a device exists.
 */
import { createHmac, hash, randomBytes, timingSafeEqual } from "node:crypto";
import type { Clock } from "../clock.ts";
import { AppError } from "../errors.ts";
import type { DeviceRow, KeyRow, Store, UserRow } from "../store.ts";
import { isSignedBy } from "./device-key.ts";
import { createKeySecret } from "./token.ts";
import { judge } from "./verify.ts";

const challengeForMs = 60_000;

export interface Resume {
  /** A fresh challenge for a device, known or not. Costs no query. */
  challenge(deviceId: string): string;
  /**
   * The session that the device may have back. Throws `no_session`, `session_expired`, `session_revoked` or `user_suspended`
   * with `endedAt` and `reason` where the device has proved itself. `among`: the keys between which it is to decide; of another it throws
   * `session_conflict`.
   */
  redeem(proof: { deviceId: string; challenge: string; signature: string; among?: readonly string[] }): Promise<Resumed>;
}

export interface Resumed {
  user: UserRow;
  key: KeyRow;
  device: DeviceRow;
  /** A new secret of the same key, for the cookie. The secrets given out before stay valid. */
  token: string;
}

/** `origins`: the access URL's origin, part of what is signed, and its loopback aliases. `secrets`: any of them may have signed a challenge, the first signs. */
export function createResume(parts: {
  store: Store;
  clock: Clock;
  origins: readonly string[];
  secrets: readonly [string, ...string[]];
  forget(keyId: string): void;
}): Resume {
  const { store, clock, origins, secrets, forget } = parts;
  const sign = (secret: string, body: string) => createHmac("sha256", `latchkey-challenge ${secret}`).update(body).digest("base64url");

  const isOurs = (challenge: string, deviceId: string): boolean => {
    const [nonce = "", expires = "", mac = ""] = challenge.split(".");
    if (challenge.length > 200 || !(Number(expires) > clock())) return false;
    return secrets.some((secret) => {
      const expected = Buffer.from(sign(secret, `${nonce}.${expires}.${deviceId}`));
      const given = Buffer.from(mac);
      return given.length === expected.length && timingSafeEqual(given, expected);
    });
  };

  return {
    challenge(deviceId) {
      const body = `${randomBytes(24).toString("base64url")}.${clock() + challengeForMs}`;
      return `${body}.${sign(secrets[0], `${body}.${deviceId}`)}`;
    },
    async redeem({ deviceId, challenge, signature, among }) {
      const refused = new AppError("no_session");
      if (!isOurs(challenge, deviceId)) throw refused;
      const device = await store.devices.find(deviceId);
      const texts = origins.map((origin) => ["latchkey-resume", origin, deviceId, challenge].join("\n"));
      if (!device || !texts.some((text) => isSignedBy(device.publicKeyJwk, text, signature))) throw refused;
      // Only a proof spends the challenge: nobody without the device key can use one up or fill the table.
      if (!(await store.nonces.use(hash("sha256", challenge, "hex"), clock() + challengeForMs))) throw refused;
      const found = await store.keys.find(device.keyId);
      const validity = judge(found, found?.key.secretHash ?? "", clock());
      if (!validity.ok) {
        const { code, endedAt, reason } = validity;
        throw new AppError(code, { ...(endedAt !== null && { endedAt: new Date(endedAt).toISOString() }), ...(reason && { reason }) });
      }
      if (among && !among.includes(validity.key.id)) throw new AppError("session_conflict");
      const at = clock();
      const { token, secretHash } = createKeySecret(validity.key.id);
      await store.devices.markResumed({ id: device.id, keyId: validity.key.id, secretHash, at });
      forget(validity.key.id);
      return { user: validity.user, key: validity.key, device: { ...device, lastResumedAt: at }, token };
    },
  };
}
