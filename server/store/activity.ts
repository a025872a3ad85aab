/** What people did in workspaces, and when. */
import type { Store } from "#server/store.ts";
import type { Client } from "./database.ts";
import { activityOf } from "./rows.ts";

export function openActivity(client: Client): Store["activity"] {
  return {
    async add(row) {
      await client.activity.create({ data: row, select: { id: true } });
    },
    async list(workspaceId, { before, most }) {
      const from = before === null ? null : await client.activity.findFirst({ where: { id: before, workspaceId } });
      if (before !== null && from === null) return [];
      const older = from && { OR: [{ at: { lt: from.at } }, { at: from.at, id: { lt: from.id } }] };
      const rows = await client.activity.findMany({
        where: { workspaceId, ...older },
        orderBy: [{ at: "desc" }, { id: "desc" }],
        take: most,
      });
      return rows.map(activityOf);
    },
    async purge(before) {
      return (await client.activity.deleteMany({ where: { at: { lt: before } } })).count;
    },
  };
}
