/** The processes of the door on one database. */
import type { Store } from "#server/store.ts";
import type { Client } from "./database.ts";
import { replicaOf } from "./rows.ts";

export function openReplicas(client: Client): Store["replicas"] {
  return {
    async mark(row) {
      await client.replica.upsert({ where: { id: row.id }, create: row, update: row, select: { id: true } });
    },
    async list(seenSince) {
      const rows = await client.replica.findMany({
        where: { seenAt: { gte: seenSince } },
        orderBy: [{ startedAt: "asc" }, { id: "asc" }],
      });
      return rows.map(replicaOf);
    },
    async remove(id) {
      await client.replica.deleteMany({ where: { id } });
    },
    async purge(before) {
      await client.replica.deleteMany({ where: { seenAt: { lt: before } } });
    },
  };
}
