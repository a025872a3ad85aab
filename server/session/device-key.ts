/** The public half of a device's P-256 key and the signatures made with the private half, which never leaves the device. */
import { createPublicKey, verify } from "node:crypto";
import { AppError } from "../errors.ts";

/** A public P-256 JWK (RFC 7518 §6.2). */
export interface DeviceKey {
  kty: "EC";
  crv: "P-256";
  x: string;
  y: string;
}

/** The key as kept: only what is public and needed. Throws `bad_request` when the point is not on the curve. */
export function packDeviceKey({ kty, crv, x, y }: DeviceKey): string {
  try {
    createPublicKey({ key: { kty, crv, x, y }, format: "jwk" });
  } catch (cause) {
    throw new AppError("bad_request", { field: "deviceKey", detail: "This is not a public P-256 key." }, cause);
  }
  return JSON.stringify({ kty, crv, x, y });
}

/** Whether `signature` is ES256 (raw r‖s, base64url) by the packed key over the UTF-8 text. Never throws for what a client sent. */
export function isSignedBy(packedKey: string, text: string, signature: string): boolean {
  if (!/^[\w-]{86}$/.test(signature)) return false;
  try {
    const key = createPublicKey({ key: JSON.parse(packedKey), format: "jwk" });
    return verify("sha256", Buffer.from(text, "utf8"), { key, dsaEncoding: "ieee-p1363" }, Buffer.from(signature, "base64url"));
  } catch {
    return false;
  }
}
