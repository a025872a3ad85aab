/** Keys: sessions, tokens and app sessions. */
import { setImmediate as turn } from "node:timers/promises";
import type { Store } from "#server/store.ts";
import type { Client, Dialect } from "./database.ts";
import { findKey } from "./find-key.ts";
import { keyOf, storedKey } from "./rows.ts";
import { endKeys, sql } from "./sql.ts";

/** Rows deleted at once: an SQLite writer holds up all others, and here the whole process. */
const purgeBatch = 500;

export function openKeys(client: Client, dialect: Dialect): Store["keys"] {
  return {
    async create(key) {
      await client.key.create({ data: storedKey(key), select: { id: true } });
    },
    find: findKey(client, dialect),
    async listAlive(userId, now) {
      const where = { userId, revokedAt: null, expiresAt: { gt: now }, kind: { not: "app" } };
      return (await client.key.findMany({ where, orderBy: [{ lastUsedAt: "desc" }, { id: "asc" }] })).map(keyOf);
    },
    async extend({ id, at, expiresAt }) {
      const count = await client.$executeRaw`
        UPDATE "Key" SET
          "expiresAt" = CASE WHEN "expiresAt" < ${expiresAt} THEN ${expiresAt} ELSE "expiresAt" END,
          "lastUsedAt" = CASE WHEN "lastUsedAt" < ${at} THEN ${at} ELSE "lastUsedAt" END
        WHERE "id" = ${id} AND "revokedAt" IS NULL AND "expiresAt" > ${at}`;
      return count === 1;
    },
    async touch(id, at, from) {
      await client.key.updateMany({ where: { id, lastUsedAt: { lt: at } }, data: { lastUsedAt: at, ...from } });
    },
    async notePassword(id, at) {
      await client.$executeRaw`
        UPDATE "Key" SET "passwordAt" = ${at} WHERE "id" = ${id} AND ("passwordAt" IS NULL OR "passwordAt" < ${at})`;
    },
    async end(selection, at, reason) {
      const ended = await client.$queryRaw<{ id: string }[]>(endKeys(dialect, selection, at, reason));
      return ended.map(({ id }) => id);
    },
    async endedSince(at) {
      return (await client.key.findMany({ where: { revokedAt: { gte: at } }, select: { id: true } })).map(({ id }) => id);
    },
    async purge(before) {
      let deleted = 0;
      for (const over of [sql`"revokedAt" < ${before}`, sql`"expiresAt" < ${before}`]) {
        for (let count = purgeBatch; count === purgeBatch; deleted += count) {
          // Devices and app sessions go with their key (ON DELETE CASCADE).
          count = await client.$executeRaw`DELETE FROM "Key" WHERE "id" IN (SELECT "id" FROM "Key" WHERE ${over} LIMIT ${purgeBatch})`;
          await turn();
        }
      }
      return deleted;
    },
  };
}
