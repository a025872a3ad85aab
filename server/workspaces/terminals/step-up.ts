/**
 * Asks for the password again before terminals, where the door is set to. Guards: a device that lay about unused for long, signed in, opens
 * no shell for whoever picks it up. Trusts: signing in, and use of terminals with the same session since. Tokens are programs', and not asked.
 */
import type { Clock } from "../../clock.ts";
import { AppError } from "../../errors.ts";
import type { Store } from "../../store.ts";
import type { Actor } from "../../workspaces.ts";

export interface StepUp {
  /** Throws `password_needed`, `unavailable`. */
  require(actor: Actor): Promise<void>;
  /** The person has shown that it is them: opened a terminal, typed in one, or given the password. Throws `unavailable`. */
  note(actor: Actor): Promise<void>;
}

/** Use is written down this often. */
const noteEveryMs = 60_000;
const mostRemembered = 10_000;

/** `afterSeconds`: null asks nobody. */
export function createStepUp(parts: { store: Pick<Store, "terminalUses">; clock: Clock; afterSeconds: number | null }): StepUp {
  const { store, clock, afterSeconds } = parts;
  const noted = new Map<string, number>();
  if (afterSeconds === null) return { require: () => Promise.resolve(), note: () => Promise.resolve() };
  const afterMs = afterSeconds * 1000;
  const isRecent = (at: number | null | undefined) => at != null && clock() - at <= afterMs;
  return {
    async require({ key }) {
      if (key.kind !== "session" || isRecent(key.createdAt) || isRecent(noted.get(key.id))) return;
      // Another process may have heard of it.
      if (isRecent(await store.terminalUses.find(key.id))) return;
      throw new AppError("password_needed");
    },
    async note({ key }) {
      const now = clock();
      if (now - (noted.get(key.id) ?? -Infinity) < Math.min(noteEveryMs, afterMs / 2)) return;
      await store.terminalUses.note(key.id, now);
      if (noted.size >= mostRemembered) noted.clear(); // the database knows
      noted.set(key.id, now);
    },
  };
}
