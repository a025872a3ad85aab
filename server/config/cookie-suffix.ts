import { createHash } from "node:crypto";
import { z } from "zod";

/**
 * The end of the session cookie's name. Keeps `[A-Za-z0-9-]`, every other character becomes `-`; where that changed something,
 * `-` and 8 hex digits of SHA-256 of the given text follow, so that two different suffixes never meet.
 */
export const cookieSuffix = z
  .string()
  .max(64, "is longer than 64 characters; give a shorter one.")
  .transform((text) => {
    const kept = text.replace(/[^A-Za-z0-9-]/gu, "-");
    return kept === text ? text : `${kept}-${hashOf(text)}`;
  });

/** Without a suffix given: two doors on one host have different origins, so their cookies have different names. */
export function suffixOfOrigin(origin: string): string {
  return hashOf(origin);
}

function hashOf(text: string): string {
  return createHash("sha256").update(text, "utf8").digest("hex").slice(0, 8);
}
