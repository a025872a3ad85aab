/**
 * How often a password or the set-up code may be tried: per account and per address, counted before it is looked at, so that a hundred parallel
 * attempts are no more than one after the other. A good one gives its attempt back. Sessions and resumes are not limited here:
 * a stranger can slow down new sign-ins to an account, never lock anybody out of a device that is signed in.
 */
import { hash } from "node:crypto";
import type { Clock } from "../clock.ts";
import { AppError } from "../errors.ts";
import type { Store } from "../store.ts";
import { limitNames } from "./address.ts";

interface Rule {
  most: number;
  windowSeconds: number;
}

const accountRules: readonly Rule[] = [
  { most: 5, windowSeconds: 60 },
  { most: 50, windowSeconds: 3600 },
];
/** Of an address, or of an IPv6 /64, and of the wider networks that hold it: a private line often has a /48, which is 65,536 of the former. */
const addressRules: readonly (readonly Rule[])[] = [
  [
    { most: 20, windowSeconds: 60 },
    { most: 200, windowSeconds: 3600 },
  ],
  [
    { most: 60, windowSeconds: 60 },
    { most: 600, windowSeconds: 3600 },
  ],
  [
    { most: 120, windowSeconds: 60 },
    { most: 1_200, windowSeconds: 3600 },
  ],
];

interface Attempt {
  giveBack(): Promise<void>;
}

export interface Limits {
  /** Counts one attempt. Throws `rate_limited` with `Retry-After`; otherwise gives the way to return the attempt. */
  takeSignIn(email: string, ip: string): Promise<Attempt>;
  /** The same for a guess of the set-up code, by address alone: whoever guesses elsewhere takes nobody's code away. */
  takeSetUp(ip: string): Promise<Attempt>;
}

export function createLimits({ store, clock }: { store: Pick<Store, "limits">; clock: Clock }): Limits {
  const take = async (rules: readonly (Rule & { bucket: string })[], say: (wait: string) => string): Promise<Attempt> => {
    const now = clock();
    const taken: string[] = [];
    for (const { bucket, most, windowSeconds } of rules) {
      const { count, resetsAt } = await store.limits.take(bucket, windowSeconds, now);
      taken.push(bucket);
      if (count <= most) continue;
      const retryAfterSeconds = Math.max(1, Math.ceil((resetsAt - now) / 1000));
      throw new AppError("rate_limited", { retryAfterSeconds, detail: say(sayWait(retryAfterSeconds)) });
    }
    return { giveBack: async () => void (await Promise.all(taken.map((bucket) => store.limits.giveBack(bucket)))) };
  };
  // The narrowest first: who is refused there has taken nothing from the neighbours.
  const byAddress = (kind: string, ip: string) =>
    limitNames(ip).flatMap((name, index) =>
      (addressRules[index] ?? []).map((rule) => ({ ...rule, bucket: `${kind}:${name}:${rule.windowSeconds}` })),
    );
  return {
    takeSignIn(email, ip) {
      // E-mails are kept as a hash: a table of attempts should not become a list of who has an account.
      const account = hash("sha256", email, "hex").slice(0, 32);
      const byAccount = accountRules.map((rule) => ({ ...rule, bucket: `account:${account}:${rule.windowSeconds}` }));
      return take([...byAddress("address", ip), ...byAccount], (wait) => `Too many attempts. Try again in ${wait}.`);
    },
    takeSetUp: (ip) =>
      take(
        byAddress("setup", ip),
        (wait) =>
          `Too many wrong set-up codes from your address. Try again in ${wait}, or make the owner on the server itself: latchkey users create.`,
      ),
  };
}

function sayWait(seconds: number): string {
  if (seconds < 90) return `${seconds} seconds`;
  return `${Math.ceil(seconds / 60)} minutes`;
}
