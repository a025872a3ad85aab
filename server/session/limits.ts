/**
 * How often a password may be tried: per account and per address, counted before the password is looked at, so that a hundred parallel
 * attempts are no more than one after the other. A good sign-in gives its attempt back. Sessions and resumes are not limited here:
 * a stranger can slow down new sign-ins to an account, never lock anybody out of a device that is signed in.
 */
import { hash } from "node:crypto";
import type { Clock } from "../clock.ts";
import { AppError } from "../errors.ts";
import type { Store } from "../store.ts";
import { limitName } from "./address.ts";

interface Rule {
  most: number;
  windowSeconds: number;
}

const accountRules: readonly Rule[] = [
  { most: 5, windowSeconds: 60 },
  { most: 50, windowSeconds: 3600 },
];
const addressRules: readonly Rule[] = [
  { most: 20, windowSeconds: 60 },
  { most: 200, windowSeconds: 3600 },
];

export interface Limits {
  /** Counts one attempt. Throws `rate_limited` with `Retry-After`; otherwise gives the way to return the attempt. */
  takeSignIn(email: string, ip: string): Promise<{ giveBack(): Promise<void> }>;
}

export function createLimits({ store, clock }: { store: Pick<Store, "limits">; clock: Clock }): Limits {
  return {
    async takeSignIn(email, ip) {
      const now = clock();
      // E-mails are kept as a hash: a table of attempts should not become a list of who has an account.
      const account = accountRules.map((rule) => ({
        ...rule,
        bucket: `account:${hash("sha256", email, "hex").slice(0, 32)}:${rule.windowSeconds}`,
      }));
      const address = addressRules.map((rule) => ({ ...rule, bucket: `address:${limitName(ip)}:${rule.windowSeconds}` }));
      const taken: string[] = [];
      const giveBack = async () => void (await Promise.all(taken.map((bucket) => store.limits.giveBack(bucket))));
      for (const { bucket, most, windowSeconds } of [...address, ...account]) {
        const { count, resetsAt } = await store.limits.take(bucket, windowSeconds, now);
        taken.push(bucket);
        if (count <= most) continue;
        const retryAfterSeconds = Math.max(1, Math.ceil((resetsAt - now) / 1000));
        throw new AppError("rate_limited", { retryAfterSeconds, detail: `Too many attempts. Try again in ${sayWait(retryAfterSeconds)}.` });
      }
      return { giveBack };
    },
  };
}

function sayWait(seconds: number): string {
  if (seconds < 90) return `${seconds} seconds`;
  return `${Math.ceil(seconds / 60)} minutes`;
}
