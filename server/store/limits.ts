/** What is counted and what may happen once: limits and nonces. */
import type { Store } from "#server/store.ts";
import type { Client } from "./database.ts";

export function openLimits(client: Client): Store["limits"] {
  return {
    async take(bucket, windowSeconds, now) {
      const resetsAt = now + windowSeconds * 1000;
      // One statement: two processes that count at once count two.
      const [row] = await client.$queryRaw<{ count: number | bigint; resetsAt: number | bigint }[]>`
        INSERT INTO "Limit" AS l ("bucket", "count", "resetsAt") VALUES (${bucket}, 1, ${resetsAt})
        ON CONFLICT ("bucket") DO UPDATE SET
          "count" = CASE WHEN l."resetsAt" <= ${now} THEN 1 ELSE l."count" + 1 END,
          "resetsAt" = CASE WHEN l."resetsAt" <= ${now} THEN excluded."resetsAt" ELSE l."resetsAt" END
        RETURNING "count", "resetsAt"`;
      if (row === undefined) throw new Error("The limit was not counted.");
      return { count: Number(row.count), resetsAt: Number(row.resetsAt) };
    },
    async giveBack(bucket) {
      await client.limit.updateMany({ where: { bucket, count: { gt: 0 } }, data: { count: { decrement: 1 } } });
    },
  };
}

export function openNonces(client: Client): Store["nonces"] {
  return {
    async use(value, expiresAt) {
      const count = await client.$executeRaw`
        INSERT INTO "Nonce" ("value", "expiresAt") VALUES (${value}, ${expiresAt}) ON CONFLICT ("value") DO NOTHING`;
      return count === 1;
    },
  };
}

export function sweep(client: Client): Store["sweep"] {
  return async (now) => {
    await client.limit.deleteMany({ where: { resetsAt: { lte: now } } });
    await client.nonce.deleteMany({ where: { expiresAt: { lte: now } } });
  };
}
