/**
 * Is this key valid right now? The heart of the door: every page, API call, proxied request and socket ends up here.
 * Guards: nobody is let in by a key that ended; nobody is turned away by a database that hiccups (that is `unavailable`, never "no").
 * Trusts: the store's row, for at most 4 s without asking again, and less when news of an ending arrives.
 */
import type { EndReason } from "#protocol/api.ts";
import type { Clock } from "../clock.ts";
import type { KeyRow, KeyWithHolder, Store, UserRow } from "../store.ts";
import { createMemory } from "./memory.ts";
import { sameHash } from "./token.ts";

/** After this long a remembered row is asked for again in the background, so that a key in use never waits. */
const refreshAfterMs = 2_000;
/** After this long it is not believed any more: well below the 5 s within which a revocation is in force everywhere. */
const trustForMs = 4_000;

export type Validity =
  | { ok: true; key: KeyRow; user: UserRow; parent: KeyRow | null }
  | {
      ok: false;
      code: "no_session" | "session_expired" | "session_revoked" | "user_suspended";
      endedAt: number | null;
      reason: EndReason | null;
    };

export interface Verifier {
  /** Throws `unavailable` when the store must be asked and does not answer. */
  verify(id: string, secretHash: string): Promise<Validity>;
  /** Drops what is remembered of a key, at once. */
  forget(id: string): void;
  /** Drops what is remembered of all keys of a person, at once. */
  forgetUser(userId: string): void;
  /** Notes an extension or use that this process has just written, so that the next check needs no query. */
  note(id: string, change: { expiresAt?: number; lastUsedAt: number }): void;
}

interface Remembered {
  row: KeyWithHolder;
  loadedAt: number;
}

export function createVerifier({ store, clock }: { store: Pick<Store, "keys">; clock: Clock }): Verifier {
  const memory = createMemory<Remembered>(100_000);
  const loading = new Map<string, Promise<KeyWithHolder | null>>();
  // Moves with every forgetting: an answer that was on its way meanwhile may be older than the news and is not remembered.
  let epoch = 0;

  /** One query per key at a time, however many requests wait for it. */
  const load = (id: string): Promise<KeyWithHolder | null> => {
    const running = loading.get(id);
    if (running) return running;
    const loadedAt = clock();
    const startedIn = epoch;
    const query = store.keys
      .find(id)
      .then((row) => {
        if (epoch === startedIn && row) memory.set(id, { row, loadedAt });
        return row;
      })
      .finally(() => {
        if (loading.get(id) === query) loading.delete(id);
      });
    loading.set(id, query);
    return query;
  };

  const forget = (id: string) => {
    epoch += 1;
    memory.delete(id);
    loading.delete(id); // whoever asks from now on gets a query that starts after the news
  };

  return {
    async verify(id, secretHash) {
      const known = memory.get(id);
      const age = known ? clock() - known.loadedAt : Infinity;
      if (known && age < trustForMs && age >= 0) {
        const verdict = judge(known.row, secretHash, clock());
        // A remembered "no" is asked again: another process may have extended the key since.
        if (verdict.ok) {
          if (age >= refreshAfterMs) load(id).catch(() => undefined); // stays believed until 4 s; then the failure shows
          return verdict;
        }
      }
      return judge(await load(id), secretHash, clock());
    },
    forget,
    forgetUser(userId) {
      for (const [id, { row }] of memory.entries()) if (row.user.id === userId) forget(id);
      epoch += 1;
      loading.clear();
    },
    note(id, change) {
      const known = memory.get(id);
      if (!known) return;
      const key = { ...known.row.key, lastUsedAt: change.lastUsedAt, expiresAt: change.expiresAt ?? known.row.key.expiresAt };
      memory.set(id, { row: { ...known.row, key }, loadedAt: known.loadedAt });
    },
  };
}

/** The order matters: a stranger with a wrong secret learns nothing, and the person hears the most telling reason. */
export function judge(found: KeyWithHolder | null, secretHash: string, now: number): Validity {
  if (!found || !hasSecret(found.key, secretHash)) return { ok: false, code: "no_session", endedAt: null, reason: null };
  const { key, user, parent } = found;
  for (const each of parent ? [parent, key] : [key]) {
    if (each.revokedAt === null) continue;
    // Once the person is active again, "suspended" is why it ended, not what is the matter now.
    const code = each.endReason === "user_suspended" && user.suspendedAt !== null ? "user_suspended" : "session_revoked";
    return { ok: false, code, endedAt: each.revokedAt, reason: each.endReason };
  }
  if (user.suspendedAt !== null) return { ok: false, code: "user_suspended", endedAt: user.suspendedAt, reason: "user_suspended" };
  for (const each of parent ? [parent, key] : [key]) {
    const end = each.absoluteExpiresAt === null ? each.expiresAt : Math.min(each.expiresAt, each.absoluteExpiresAt);
    if (now < end) continue;
    const reason = each.absoluteExpiresAt !== null && end >= each.absoluteExpiresAt ? "absolute" : "unused";
    return { ok: false, code: "session_expired", endedAt: end, reason };
  }
  // A child without its parent is an orphan of a purge: nothing vouches for it any more.
  if (key.parentId !== null && parent === null) return { ok: false, code: "no_session", endedAt: null, reason: null };
  return { ok: true, key, user, parent };
}

/** Compares with every secret of the key, always all of them: the time must not tell which one was near. */
function hasSecret(key: KeyRow, secretHash: string): boolean {
  return [key.secretHash, ...key.resumedHashes].map((each) => sameHash(each, secretHash)).includes(true);
}
