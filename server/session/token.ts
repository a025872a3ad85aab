/**
 * Key ids, secrets and the text form of a token, `lk_<id>_<secret>`.
 * Guards: a secret is never kept, only its SHA-256, which is enough for 190 random bits (no slow hash needed) and is compared in constant time.
 */
import { hash, randomBytes, timingSafeEqual } from "node:crypto";

const idAlphabet = "0123456789abcdefghijklmnopqrstuvwxyz";
const secretAlphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const tokenPattern = /^lk_([0-9a-z]{16})_([0-9A-Za-z]{32})$/;

export interface KeySecret {
  id: string;
  /** SHA-256 of the secret, hex: what the store keeps. */
  secretHash: string;
  /** The whole token. Shown once or sealed into a cookie, never stored or logged. */
  token: string;
}

/** A new secret from the CSPRNG, for a new key or (given its id) for one that exists. */
export function createKeySecret(id: string = createId()): KeySecret {
  const secret = randomText(secretAlphabet, 32);
  return { id, secretHash: hashSecret(secret), token: `lk_${id}_${secret}` };
}

/** 16 characters of `[0-9a-z]`, 82 random bits: ids of keys, people and devices. */
export function createId(): string {
  return randomText(idAlphabet, 16);
}

/** The id and the secret's hash of a token; null when the text is not exactly a token. */
export function parseToken(text: string): { id: string; secretHash: string } | null {
  const match = tokenPattern.exec(text);
  const [, id, secret] = match ?? [];
  return id && secret ? { id, secretHash: hashSecret(secret) } : null;
}

/** Compares two hex SHA-256 values in constant time. */
export function sameHash(left: string, right: string): boolean {
  return left.length === 64 && right.length === 64 && timingSafeEqual(Buffer.from(left, "latin1"), Buffer.from(right, "latin1"));
}

function hashSecret(secret: string): string {
  return hash("sha256", secret, "hex");
}

/** Rejection sampling: a plain modulo would favour the first letters. */
function randomText(alphabet: string, length: number): string {
  const limit = 256 - (256 % alphabet.length);
  let text = "";
  while (text.length < length) {
    for (const byte of randomBytes(length * 2)) {
      if (byte < limit && text.length < length) text += alphabet.charAt(byte % alphabet.length);
    }
  }
  return text;
}
