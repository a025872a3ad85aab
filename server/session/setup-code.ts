/**
 * The one-time set-up code of a door that is reachable from elsewhere before it has an owner: whoever can read the server's own output is the owner.
 * On loopback there is no code, because only this machine can ask. Guards: guesses are counted by address and in time, and none of them takes the
 * code away from its owner (G6): it is right once in 8·10^11, which no number of guesses in an hour is near.
 */
import { createHmac, timingSafeEqual } from "node:crypto";
import { AppError } from "../errors.ts";
import type { Log } from "../log.ts";
import type { Limits } from "./limits.ts";

/** Without letters and digits that are read for each other. */
const alphabet = "23456789abcdefghjkmnpqrstuvwxyz";
/** Of wrong guesses the log has one line in this long, ms. */
const sayEveryMs = 60_000;

export interface SetupCode {
  readonly needed: boolean;
  /** `xxxx-xxxx`, to be printed at start; null when none is needed. */
  readonly text: string | null;
  /** Throws `setup_code` for what is not the code, `rate_limited` for whoever has guessed too often. */
  require(given: string | undefined, ip: string): Promise<void>;
}

/** One for all replicas, whichever of them is asked: it comes from their secret. */
export function createSetupCode(parts: { needed: boolean; secret: string; limits: Pick<Limits, "takeSetUp">; log: Log }): SetupCode {
  const { needed, secret, limits, log } = parts;
  const bytes = createHmac("sha256", `latchkey-setup-code ${secret}`).update("setup").digest();
  let number = bytes.readBigUInt64BE();
  const letters = Array.from({ length: 8 }, () => {
    const letter = alphabet.charAt(Number(number % BigInt(alphabet.length)));
    number /= BigInt(alphabet.length);
    return letter;
  }).join("");
  let guesses = 0;
  let saidAt = -Infinity;
  const noteWrong = (ip: string) => {
    guesses += 1;
    if (performance.now() - saidAt < sayEveryMs) return;
    saidAt = performance.now();
    log.warn("a wrong set-up code was given; the right one stays good", { ip, guesses });
  };
  return {
    needed,
    text: needed ? `${letters.slice(0, 4)}-${letters.slice(4)}` : null,
    async require(given, ip) {
      if (!needed) return;
      const attempt = await limits.takeSetUp(ip).catch((error: unknown) => {
        noteWrong(ip);
        throw error;
      });
      const bare = Buffer.from((given ?? "").toLowerCase().replace(/[^a-z0-9]/g, ""));
      if (bare.length === letters.length && timingSafeEqual(bare, Buffer.from(letters))) return attempt.giveBack();
      noteWrong(ip);
      throw new AppError("setup_code", { field: "code", detail: "Enter the set-up code that the server printed when it started." });
    },
  };
}
