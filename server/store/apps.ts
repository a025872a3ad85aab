/** Apps and ports as people declared and shared them, and what each person pinned. */
import type { AppRow, PinRow, PortRow, Store } from "#server/store.ts";
import type { Client } from "./database.ts";
import { appOf, pinOf, portOf } from "./rows.ts";

export function openApps(client: Client): Store["apps"] {
  return {
    async list(workspaceId) {
      const where = { workspaceId };
      const [apps, ports] = await Promise.all([
        client.app.findMany({ where, orderBy: [{ createdAt: "asc" }, { slug: "asc" }] }),
        client.port.findMany({ where, orderBy: { port: "asc" } }),
      ]);
      return { apps: apps.map(appOf), ports: ports.map(portOf) };
    },
    async put(app: AppRow) {
      const { workspaceId, slug, createdAt, ...change } = app;
      const where = { workspaceId_slug: { workspaceId, slug } };
      // One statement in both databases (INSERT … ON CONFLICT): two people saving at once leave one whole app.
      await client.app.upsert({ where, create: { workspaceId, slug, createdAt, ...change }, update: change });
    },
    async remove(workspaceId, slug) {
      const { count } = await client.app.deleteMany({ where: { workspaceId, slug } });
      return count > 0;
    },
    async putPort(row: PortRow) {
      const { workspaceId, port, ...change } = row;
      const where = { workspaceId_port: { workspaceId, port } };
      await client.port.upsert({ where, create: row, update: change });
    },
    async listPins(userId) {
      return (await client.pin.findMany({ where: { userId }, orderBy: { createdAt: "asc" } })).map(pinOf);
    },
    async pin(row: PinRow) {
      const { userId, workspaceId, item } = row;
      await client.pin.upsert({ where: { userId_workspaceId_item: { userId, workspaceId, item } }, create: row, update: {} });
    },
    async unpin({ userId, workspaceId, item }) {
      await client.pin.deleteMany({ where: { userId, workspaceId, item } });
    },
    async listHidden(userId) {
      const orderBy = { createdAt: "desc" } as const;
      const rows = await client.hiddenWorkspace.findMany({ where: { userId }, orderBy, select: { workspaceId: true } });
      return rows.map(({ workspaceId }) => workspaceId);
    },
    async hide(userId, workspaceId, createdAt) {
      const where = { userId_workspaceId: { userId, workspaceId } };
      await client.hiddenWorkspace.upsert({ where, create: { userId, workspaceId, createdAt }, update: {} });
    },
    async unhide(userId, workspaceId) {
      await client.hiddenWorkspace.deleteMany({ where: { userId, workspaceId } });
    },
  };
}
