/** Workspaces: machines with an agent, and whose they are. */
import type { Sharing } from "#protocol/api.ts";
import { AppError } from "#server/errors.ts";
import type { Store } from "#server/store.ts";
import type { Client } from "./database.ts";
import { agentOf, storedAgent, userOf, workspaceOf } from "./rows.ts";

export function openWorkspaces(client: Client): Store["workspaces"] {
  return {
    async create(workspace) {
      try {
        await client.workspace.create({ data: workspace, select: { id: true } });
      } catch (error) {
        // P2002: a unique constraint; the id is random, so it is the name.
        if ((error as { code?: unknown }).code !== "P2002") throw error;
        throw new AppError("name_taken", { field: "name", detail: "You have a workspace of this name already." });
      }
    },
    async list() {
      const rows = await client.workspace.findMany({ include: { owner: true }, orderBy: [{ createdAt: "asc" }, { id: "asc" }] });
      return rows.map((row) => ({ workspace: workspaceOf(row), owner: userOf(row.owner), agent: agentOf(row) }));
    },
    async setToken(id, tokenId) {
      await client.workspace.updateMany({ where: { id }, data: { tokenId, ...storedAgent(nobody) } });
    },
    async findAgent(id) {
      const row = await client.workspace.findUnique({ where: { id } });
      return row && agentOf(row);
    },
    async claimAgent(id, before, agent) {
      const { count } = await client.workspace.updateMany({ where: { id, agentProcess: before }, data: storedAgent(agent) });
      return count === 1;
    },
    async confirmAgent(id) {
      await client.workspace.updateMany({ where: { id }, data: { takenOverAt: null, takenOverFrom: null, publicBefore: null } });
    },
    async markSeen(id, at) {
      await client.workspace.updateMany({
        where: { id, OR: [{ lastSeenAt: null }, { lastSeenAt: { lt: at } }] },
        data: { lastSeenAt: at },
      });
    },
    async listAdminTerminals() {
      const rows = await client.workspaceSetting.findMany({ where: { adminTerminals: true }, select: { workspaceId: true } });
      return rows.map(({ workspaceId }) => workspaceId);
    },
    async setAdminTerminals(workspaceId, adminTerminals, at) {
      const change = { adminTerminals, changedAt: at };
      await client.workspaceSetting.upsert({ where: { workspaceId }, create: { workspaceId, ...change }, update: change });
    },
    async listMaxSharings() {
      const rows = await client.workspaceSetting.findMany({ where: { maxSharing: { not: null } } });
      return rows.map(({ workspaceId, maxSharing, maxSharingSetAt }) => ({
        ...{ workspaceId, maxSharing: maxSharing as Sharing },
        setAt: maxSharingSetAt === null ? null : Number(maxSharingSetAt),
      }));
    },
    async setMaxSharing(workspaceId, maxSharing, at) {
      const change = { maxSharing, maxSharingSetAt: at, changedAt: at };
      await client.workspaceSetting.upsert({
        where: { workspaceId },
        create: { workspaceId, adminTerminals: false, ...change },
        update: change,
      });
    },
    async remove(id) {
      const where = { workspaceId: id };
      const [{ count }] = await client.$transaction([
        client.workspace.deleteMany({ where: { id } }),
        client.app.deleteMany({ where }),
        client.port.deleteMany({ where }),
        client.pin.deleteMany({ where }),
        client.hiddenWorkspace.deleteMany({ where }),
        client.workspaceSetting.deleteMany({ where }),
        client.activity.deleteMany({ where }),
      ]);
      return count > 0;
    },
  };
}

const nobody = { instance: null, process: null, hostname: null, address: null, takenOver: null };
