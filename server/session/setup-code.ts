/**
 * The one-time set-up code of a door that is reachable from elsewhere before it has an owner: whoever can read the server's own output is the owner.
 * On loopback there is no code, because only this machine can ask.
 */
import { createHmac, timingSafeEqual } from "node:crypto";

/** Without letters and digits that are read for each other. */
const alphabet = "23456789abcdefghjkmnpqrstuvwxyz";
/** A guess is right once in 8·10^11; after this many the code is dead until a restart. */
const mostGuesses = 50;

export interface SetupCode {
  readonly needed: boolean;
  /** `xxxx-xxxx`, to be printed at start; null when none is needed. */
  readonly text: string | null;
  /** Whether `given` is the code. Counts wrong guesses. */
  accepts(given: string | undefined): boolean;
}

/** One for all replicas, whichever of them is asked: it comes from their secret. */
export function createSetupCode({ needed, secret }: { needed: boolean; secret: string }): SetupCode {
  const bytes = createHmac("sha256", `latchkey-setup-code ${secret}`).update("setup").digest();
  let number = bytes.readBigUInt64BE();
  const letters = Array.from({ length: 8 }, () => {
    const letter = alphabet.charAt(Number(number % BigInt(alphabet.length)));
    number /= BigInt(alphabet.length);
    return letter;
  }).join("");
  let guesses = 0;
  return {
    needed,
    text: needed ? `${letters.slice(0, 4)}-${letters.slice(4)}` : null,
    accepts(given) {
      if (!needed) return true;
      const bare = Buffer.from((given ?? "").toLowerCase().replace(/[^a-z0-9]/g, ""));
      const right = guesses < mostGuesses && bare.length === letters.length && timingSafeEqual(bare, Buffer.from(letters));
      if (!right) guesses += 1;
      return right;
    },
  };
}
