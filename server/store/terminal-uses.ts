/** When terminals were last used with each key. */
import type { Store } from "#server/store.ts";
import type { Client } from "./database.ts";

export function openTerminalUses(client: Client): Store["terminalUses"] {
  return {
    async find(keyId) {
      const row = await client.terminalUse.findUnique({ where: { keyId } });
      return row && Number(row.at);
    },
    async note(keyId, at) {
      // One statement: of two at once the later time stays, and a key that is purged meanwhile is no failure.
      await client.$executeRaw`
        INSERT INTO "TerminalUse" AS t ("keyId", "at") SELECT "id", CAST(${at} AS BIGINT) FROM "Key" WHERE "id" = ${keyId}
        ON CONFLICT ("keyId") DO UPDATE SET "at" = excluded."at" WHERE t."at" < excluded."at"`;
    },
  };
}
