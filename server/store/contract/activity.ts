import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import type { ActivityRow } from "#server/store.ts";
import type { ContractBench } from "../contract.ts";
import { hour, now, person } from "./rows.ts";

export function activityCases(bench: ContractBench): void {
  describe("activity", () => {
    it("is listed newest first and page by page, each workspace's for itself", async () => {
      const { store, other } = bench.pair();
      const workspaceId = randomUUID();
      // Two of one moment: a page may end between them.
      const rows = [0, 1, 2, 2, 3].map((late, index) => anActivity(workspaceId, { at: now + late, subject: `${index} "quoted" ünï` }));
      for (const row of rows) await store.activity.add(row);
      await store.activity.add(anActivity(randomUUID()));
      const pages: ActivityRow[][] = [];
      for (let before: string | null = null; ; before = pages.at(-1)?.at(-1)?.id ?? null) {
        const page: ActivityRow[] = await other.activity.list([workspaceId], { before, most: 2 });
        if (page.length === 0) break;
        pages.push(page);
      }
      expect(pages.map((page) => page.length)).toEqual([2, 2, 1]);
      const listed = pages.flat();
      expect(listed.map(({ at }) => at - now)).toEqual([3, 2, 2, 1, 0]);
      expect(new Set(listed.map(({ id }) => id)).size).toBe(5);
      for (const row of rows) expect(listed).toContainEqual(row);
    });

    it("is listed of several workspaces as of one, and of none when there is none", async () => {
      const { store, other } = bench.pair();
      const [one, two] = [randomUUID(), randomUUID()];
      const rows = [0, 1, 1, 2, 3, 4].map((late, index) => anActivity(index % 2 ? one : two, { at: now + late }));
      for (const row of [...rows, anActivity(randomUUID())]) await store.activity.add(row);
      const listed: ActivityRow[] = [];
      for (let before: string | null = null; ; before = listed.at(-1)?.id ?? null) {
        const page: ActivityRow[] = await other.activity.list([one, two], { before, most: 2 });
        if (page.length === 0) break;
        listed.push(...page);
      }
      expect(listed.map(({ at }) => at - now)).toEqual([4, 3, 2, 1, 1, 0]);
      for (const row of rows) expect(listed).toContainEqual(row);
      expect(await other.activity.list([], { before: null, most: 2 })).toEqual([]);
      expect(await other.activity.list([], { before: rows[0]?.id ?? "", most: 2 })).toEqual([]);
    });

    it("begins nowhere at a row of another workspace, or of none", async () => {
      const { store } = bench.pair();
      const [mine, theirs] = [anActivity(randomUUID()), anActivity(randomUUID(), { at: now + 1 })];
      for (const row of [mine, theirs]) await store.activity.add(row);
      for (const before of [theirs.id, "unknown"]) {
        expect(await store.activity.list([mine.workspaceId], { before, most: 9 })).toEqual([]);
      }
    });

    it("outlives who did it, and is purged by its age alone", async () => {
      const { store } = await bench.emptyPair();
      const { id: userId } = await person(store);
      const [old, kept] = [anActivity("w", { at: now - 1, userId }), anActivity("w", { userId: "gone" })];
      for (const row of [old, kept]) await store.activity.add(row);
      expect(await store.activity.purge(now)).toBe(1);
      expect(await store.activity.list(["w"], { before: null, most: 9 })).toEqual([kept]);
    });

    it("goes with its workspace, and what was said of that too", async () => {
      const { store, other } = bench.pair();
      const owner = await person(store);
      const [gone, kept] = [randomUUID(), randomUUID()];
      for (const id of [gone, kept]) {
        await store.workspaces.create({ id, ownerId: owner.id, name: id, tokenId: "t", createdAt: now, lastSeenAt: null });
        await store.workspaces.setAdminTerminals(id, true, now);
        await store.activity.add(anActivity(id));
      }
      await store.workspaces.remove(gone);
      const allowed = await other.workspaces.listAdminTerminals();
      expect([allowed.includes(gone), allowed.includes(kept)]).toEqual([false, true]);
      expect(await other.activity.list([gone], { before: null, most: 9 })).toEqual([]);
      await other.workspaces.setAdminTerminals(kept, false, now + hour);
      expect(await store.workspaces.listAdminTerminals()).not.toContain(kept);
    });
  });
}

function anActivity(workspaceId: string, change: Partial<ActivityRow> = {}): ActivityRow {
  const who = { userId: "u", userName: "ada", deviceName: "Firefox on Linux" };
  return { id: randomUUID(), workspaceId, ...who, kind: "terminal_opened", subject: "vim", at: now, ...change };
}
