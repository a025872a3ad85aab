/** What people did in workspaces, and when. */
import type { ActivityRow, Store } from "#server/store.ts";
import type { Client } from "./database.ts";
import { activityOf } from "./rows.ts";

export function openActivity(client: Client): Store["activity"] {
  return {
    async add(row) {
      await client.activity.create({ data: row, select: { id: true } });
    },
    async list(workspaceIds, { before, most }) {
      const ids = [...workspaceIds];
      const from = before === null ? null : await client.activity.findFirst({ where: { id: before, workspaceId: { in: ids } } });
      if (before !== null && from === null) return [];
      const older = from && { OR: [{ at: { lt: from.at } }, { at: from.at, id: { lt: from.id } }] };
      // One each, so that every one of them reads its page from the index and nothing is sorted by the database.
      const pages = await Promise.all(
        ids.map((workspaceId) =>
          client.activity.findMany({ where: { workspaceId, ...older }, orderBy: [{ at: "desc" }, { id: "desc" }], take: most }),
        ),
      );
      return pages.flat().map(activityOf).sort(newestFirst).slice(0, most);
    },
    async purge(before) {
      return (await client.activity.deleteMany({ where: { at: { lt: before } } })).count;
    },
  };
}

/** As the database orders them: an id is plain ASCII. */
function newestFirst(one: ActivityRow, other: ActivityRow): number {
  return other.at - one.at || (other.id > one.id ? 1 : -1);
}
