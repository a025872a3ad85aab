/** How hard a password is to guess, by the same judge and on the same scale as the server's: 3 is enough. A heavy module: import it lazily. */
import { ZxcvbnFactory } from "@zxcvbn-ts/core";
import { adjacencyGraphs, dictionary } from "@zxcvbn-ts/language-common";

const meter = new ZxcvbnFactory({ dictionary, graphs: adjacencyGraphs });
/** Guessing time grows no more after this, but the judge's own time does. */
const maxJudgedLength = 100;

/** 0 to 4. */
export function judgeStrength(password: string, personal: readonly string[]): number {
  const { score } = meter.check(password.normalize("NFKC").slice(0, maxJudgedLength), [...personal.filter(Boolean), "latchkey"]);
  return password.length < 8 ? Math.min(score, 1) : score;
}
