/**
 * Asks for the password again before a key is made that outlives the session, and before something is opened to the whole world. Guards: who finds
 * a device signed in makes no key of their own with it. Trusts: the password given in this very session, by signing in or to this question, and
 * nothing else: not use of terminals, not the device key. A token is a program's, and not asked: it needs a scope for the act.
 */
import type { Clock } from "../clock.ts";
import { AppError } from "../errors.ts";
import type { Caller } from "../session.ts";
import type { Store } from "../store.ts";
import { requireScope } from "./scopes.ts";

const recentForMs = 10 * 60_000;

export interface RecentPassword {
  /** Throws `password_needed`, `unavailable`. */
  require(caller: Pick<Caller, "key">): Promise<void>;
  /** For opening something to anybody: the same of a session, of a token `scope_missing` without `apps:publish`. */
  requireForPublishing(caller: Pick<Caller, "key">): Promise<void>;
  /** The password was given. Throws `unavailable`. */
  note(caller: Pick<Caller, "key">): Promise<void>;
}

export function createRecentPassword({ store, clock }: { store: Pick<Store, "keys">; clock: Clock }): RecentPassword {
  // Clocks of replicas may differ by a little, either way.
  const isRecent = (at: number | null | undefined) => at != null && Math.abs(clock() - at) <= recentForMs;
  const require: RecentPassword["require"] = async ({ key }) => {
    if (key.kind !== "session" || isRecent(key.passwordAt)) return;
    // What is remembered of the key may be from before.
    if (isRecent((await store.keys.find(key.id))?.key.passwordAt)) return;
    throw new AppError("password_needed");
  };
  return {
    require,
    async requireForPublishing(caller) {
      if (caller.key.kind !== "session") requireScope(caller, "apps:publish");
      await require(caller);
    },
    async note({ key }) {
      if (key.kind === "session") await store.keys.notePassword(key.id, clock());
    },
  };
}
