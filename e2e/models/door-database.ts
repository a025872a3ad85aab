/** The database file of a running door, for what happens to sessions there and no request does. Who writes it: this process, beside the door. */
import { join } from "node:path";
import Database from "libsql";

export interface DoorDatabase {
  /** The key that was made last: of an app session, those of one wildcard. */
  newestKey(kind: "session" | "app", wildcard?: string): string;
  /** Lets a key run out a moment ago. */
  expire(id: string): void;
  /** Ends it as another device would have, without anybody being told. */
  revoke(id: string): void;
  remove(id: string): void;
  /** Lets it be a while since the password was given, in every session. */
  forgetPasswords(): void;
  close(): void;
}

/** How long another writer is waited for, in milliseconds. */
const patienceMs = 10_000;

export function openDoorDatabase(dataDir: string): DoorDatabase {
  const database = new Database(join(dataDir, "latchkey.db"), { timeout: patienceMs });
  const change = (sql: string, ...values: (string | number)[]) => {
    const { changes } = database.prepare(sql).run(...values);
    if (changes < 1) throw new Error(`${sql} changed nothing.`);
  };
  return {
    newestKey(kind, wildcard) {
      const named = wildcard === undefined ? "" : ` AND "name" = '${wildcard}'`;
      const row = database.prepare(`SELECT "id" FROM "Key" WHERE "kind" = ?${named} ORDER BY rowid DESC LIMIT 1`).get(kind) as unknown;
      const { id } = (row ?? {}) as { id?: string };
      if (id === undefined) throw new Error(`There is no key of the kind ${kind} ${wildcard ?? ""}.`);
      return id;
    },
    expire: (id) => change('UPDATE "Key" SET "expiresAt" = ? WHERE "id" = ?', Date.now() - 1_000, id),
    revoke: (id) => change(`UPDATE "Key" SET "revokedAt" = ?, "endReason" = 'ended_elsewhere' WHERE "id" = ?`, Date.now(), id),
    remove: (id) => change('DELETE FROM "Key" WHERE "id" = ?', id),
    forgetPasswords: () => change(`UPDATE "Key" SET "passwordAt" = ? WHERE "kind" = 'session'`, Date.now() - 10 * 60_000 - 1_000),
    close: () => void database.close(),
  };
}
