import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import type { WorkspaceRow } from "#server/store.ts";
import type { ContractBench } from "../contract.ts";
import { now, person } from "./rows.ts";

export function workspaceCases(bench: ContractBench): void {
  describe("workspaces", () => {
    it("are kept with their owners, and named once by each", async () => {
      const { store, other } = bench.pair();
      const [ada, bob] = [await person(store), await person(store)];
      const [hers, his] = [aWorkspace(ada.id), aWorkspace(bob.id, { createdAt: now + 1 })];
      await store.workspaces.create(hers);
      await store.workspaces.create(his);
      await expect(other.workspaces.create(aWorkspace(ada.id))).rejects.toMatchObject({ code: "name_taken" });
      const listed = (await other.workspaces.list()).filter(({ owner }) => [ada.id, bob.id].includes(owner.id));
      expect(listed).toEqual([
        { workspace: hers, owner: ada, agent: nobody },
        { workspace: his, owner: bob, agent: nobody },
      ]);
    });

    it("F7 know which agent they are: of two that claim one at once, one has it, and a new token forgets it", async () => {
      const { store, other } = bench.pair();
      const { id, ...rest } = aWorkspace((await person(store)).id);
      await store.workspaces.create({ id, ...rest });
      const agentOf = (process: string) => ({ instance: "i", process, hostname: "box", address: "192.0.2.1", takenOver: null });
      const claims = ["a", "b", "c", "d"].map((process, index) =>
        (index % 2 === 0 ? store : other).workspaces.claimAgent(id, null, agentOf(process)),
      );
      expect((await Promise.all(claims)).filter(Boolean)).toHaveLength(1);
      const first = (await other.workspaces.findAgent(id))?.process ?? "";
      const takenOver = { at: now, from: "192.0.2.1 (box)", publicBefore: ["docs http://localhost:4000"] };
      expect(await store.workspaces.claimAgent(id, "nobody", agentOf("e"))).toBe(false);
      expect(await store.workspaces.claimAgent(id, first, { ...agentOf("e"), takenOver })).toBe(true);
      expect(await other.workspaces.findAgent(id)).toEqual({ ...agentOf("e"), takenOver });
      await store.workspaces.confirmAgent(id);
      expect(await other.workspaces.findAgent(id)).toEqual(agentOf("e"));
      await store.workspaces.setToken(id, "next");
      expect(await other.workspaces.findAgent(id)).toEqual(nobody);
      expect(await other.workspaces.findAgent("none")).toBeNull();
    });

    it("keep what their files may share, and whether their owner has said so", async () => {
      const { store, other } = bench.pair();
      const { id, ...rest } = aWorkspace((await person(store)).id);
      await store.workspaces.create({ id, ...rest });
      const find = async () => (await other.workspaces.listMaxSharings()).find(({ workspaceId }) => workspaceId === id);
      expect(await find()).toBeUndefined();
      await store.workspaces.setAdminTerminals(id, true, now);
      await store.workspaces.setMaxSharing(id, "owner", now + 1);
      expect(await find()).toEqual({ workspaceId: id, maxSharing: "owner", setAt: now + 1 });
      expect(await other.workspaces.listAdminTerminals()).toContain(id);
    });

    it("get another token, and are seen later and never earlier", async () => {
      const { store, other } = bench.pair();
      const workspace = aWorkspace((await person(store)).id);
      await store.workspaces.create(workspace);
      await store.workspaces.setToken(workspace.id, "next");
      for (const at of [now + 5, now + 3]) await store.workspaces.markSeen(workspace.id, at);
      const found = (await other.workspaces.list()).find((each) => each.workspace.id === workspace.id);
      expect(found?.workspace).toEqual({ ...workspace, tokenId: "next", lastSeenAt: now + 5 });
    });

    it("go with everything that was declared, shared and pinned in them, and nothing else", async () => {
      const { store, other } = bench.pair();
      const ada = await person(store);
      const [gone, kept] = [aWorkspace(ada.id, { name: "gone" }), aWorkspace(ada.id, { name: "kept" })];
      for (const workspace of [gone, kept]) {
        const workspaceId = workspace.id;
        await store.workspaces.create(workspace);
        await store.apps.putPort({
          workspaceId,
          port: 3000,
          sharing: "public",
          sharedUntil: null,
          tls: false,
          tlsVerify: true,
          changedAt: now,
        });
        await store.apps.pin({ userId: ada.id, workspaceId, item: "3000", createdAt: now });
        await store.apps.hide(ada.id, workspaceId, now);
      }
      expect(await other.workspaces.remove(gone.id)).toBe(true);
      expect(await other.workspaces.remove(gone.id)).toBe(false);
      expect((await store.apps.list(gone.id)).ports).toEqual([]);
      expect((await store.apps.list(kept.id)).ports).toHaveLength(1);
      expect((await store.apps.listPins(ada.id)).map(({ workspaceId }) => workspaceId)).toEqual([kept.id]);
      expect(await store.apps.listHidden(ada.id)).toEqual([kept.id]);
    });
  });
}

function aWorkspace(ownerId: string, change: Partial<WorkspaceRow> = {}): WorkspaceRow {
  return { id: randomUUID(), ownerId, name: "box", tokenId: "first", createdAt: now, lastSeenAt: null, ...change };
}

const nobody = { instance: null, process: null, hostname: null, address: null, takenOver: null };
