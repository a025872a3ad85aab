/**
 * Passwords: argon2id with OWASP's parameters (19 MiB, 2 passes, 1 lane), and how strong one must be.
 * NFKC first, so that the same keys pressed on a phone and on a desktop are the same password.
 */
import { hash, verify } from "@node-rs/argon2";
import { AppError } from "../errors.ts";

const minLength = 8;
const maxLength = 256;
/** zxcvbn's scale of 0–4: 3 takes more than 10^8 guesses. */
const minScore = 3;
/** algorithm 2 is Argon2id; the enum itself is `declare const` and has no value at run time. */
const parameters = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** The PHC string of a password, about 60 ms of a worker thread. */
export function hashPassword(password: string): Promise<string> {
  return hash(password.normalize("NFKC"), parameters);
}

/**
 * Whether the password is the one that was hashed. With `null` (nobody by that e-mail) it takes the same time and answers no,
 * so that a stranger cannot tell who has an account.
 */
export async function isPassword(passwordHash: string | null, password: string): Promise<boolean> {
  const matches = await verify(passwordHash ?? nobodysHash, password.slice(0, maxLength * 4).normalize("NFKC"));
  return matches && passwordHash !== null;
}

/** Throws `weak_password` with a sentence that says what to do. `personal`: words of the person that make a password easy to guess. */
export async function requireStrongPassword(password: string, personal: readonly string[]): Promise<void> {
  const refuse = (detail: string) => new AppError("weak_password", { detail, field: "password" });
  if (password.length < minLength) throw refuse(`Use at least ${minLength} characters.`);
  if (password.length > maxLength) throw refuse(`Use at most ${maxLength} characters.`);
  const meter = await loadMeter();
  // Its own warnings are keys for a translator ("topTen"), so ours is the one sentence.
  const { score } = meter.check(password.normalize("NFKC"), [...personal]);
  if (score < minScore) throw refuse("Too easy to guess. Add a word or two that do not belong together.");
}

/**
 * What a password is compared with where there is nobody: of a random text, with the parameters above. Written out, because making it at
 * each start would cost 60 ms and 20 MB that the C library does not give back.
 */
export const nobodysHash = "$argon2id$v=19$m=19456,t=2,p=1$d5j8nP+jF7IIRTCkBgCYow$wtHxIZgeByIbsaU+edBeUtL3MXiYnMXajtzU83q7mJs";

/** Loaded when first needed: the dictionaries take 20 MB, and most days nobody chooses a password. */
async function loadMeter() {
  const [{ ZxcvbnFactory }, { dictionary, adjacencyGraphs }] = await Promise.all([
    import("@zxcvbn-ts/core"),
    import("@zxcvbn-ts/language-common"),
  ]);
  return new ZxcvbnFactory({ dictionary, graphs: adjacencyGraphs });
}
