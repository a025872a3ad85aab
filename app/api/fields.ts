/** Parts of request bodies that several routes take. */
import type { Cors, Identity, Sharing } from "#protocol/api.ts";
import { z } from "zod";

/** A text with something in it, at most `max` characters. */
export function text(max: number) {
  return z.string().min(1, "must not be empty").max(max, `at most ${max} characters`);
}

/** How many tokens are ended with one request. */
export const maxEndedTokens = 500;

export const sharings = ["owner", "authenticated", "public"] as const satisfies readonly Sharing[];
export const identityModes = ["strip", "passthrough"] as const satisfies readonly Identity[];
export const corsModes = ["allow", "passthrough"] as const satisfies readonly Cors[];

const coordinate = z.string().regex(/^[\w-]{43}$/, "not a P-256 coordinate");

/** A public P-256 JWK (RFC 7518 §6.2). A private part is refused, not dropped: it must never have been sent. */
export const deviceKey = z.object({
  kty: z.literal("EC"),
  crv: z.literal("P-256"),
  x: coordinate,
  y: coordinate,
  d: z.never("the private part must stay on the device").optional(),
});
