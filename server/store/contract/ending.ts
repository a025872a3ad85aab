import { describe, expect, it } from "vitest";
import type { ContractBench } from "../contract.ts";
import { endReasons, hour, keyFor, now, person } from "./rows.ts";

export function endingCases(bench: ContractBench): void {
  describe("ending", () => {
    it("ends a key with its app sessions, once, with the first reason", async () => {
      const { store, other } = bench.pair();
      const user = await person(store);
      const [key, bystander] = [await keyFor(store, user), await keyFor(store, user)];
      const apps = [
        await keyFor(store, user, { kind: "app", parentId: key.id }),
        await keyFor(store, user, { kind: "app", parentId: key.id }),
      ];
      const ended = await store.keys.end({ id: key.id }, now + 1, "signed_out");
      expect(new Set(ended)).toEqual(new Set([key.id, ...apps.map(({ id }) => id)]));
      expect(await other.keys.end({ id: key.id }, now + 2, "ended_elsewhere")).toEqual([]);
      expect(await endReasons(other, key, ...apps, bystander)).toEqual(["signed_out", "signed_out", "signed_out", null]);
      expect((await other.keys.find(apps[0]?.id ?? ""))?.key.revokedAt).toBe(now + 1);
    });

    it("ends an app session alone without its parent, and a child that was left over", async () => {
      const { store } = bench.pair();
      const user = await person(store);
      const parent = await keyFor(store, user);
      const app = await keyFor(store, user, { kind: "app", parentId: parent.id });
      expect(await store.keys.end({ id: app.id }, now, "signed_out")).toEqual([app.id]);
      expect(await endReasons(store, parent)).toEqual([null]);
      await store.keys.end({ id: parent.id }, now, "signed_out");
      const late = await keyFor(store, user, { kind: "app", parentId: parent.id });
      expect(await store.keys.end({ id: parent.id }, now, "signed_out")).toEqual([late.id]);
    });

    it("ends nothing of somebody else's", async () => {
      const { store } = bench.pair();
      const key = await keyFor(store, await person(store));
      expect(await store.keys.end({ id: key.id, userId: (await person(store)).id }, now, "ended_elsewhere")).toEqual([]);
      expect(await store.keys.end({ id: key.id, userId: key.userId }, now, "ended_elsewhere")).toEqual([key.id]);
    });

    it("ends a person's keys of one kind but one", async () => {
      const { store } = bench.pair();
      const user = await person(store);
      const [here, there, token] = [await keyFor(store, user), await keyFor(store, user), await keyFor(store, user, { kind: "token" })];
      const [hereApp, thereApp] = [
        await keyFor(store, user, { kind: "app", parentId: here.id }),
        await keyFor(store, user, { kind: "app", parentId: there.id }),
      ];
      const ended = await store.keys.end({ userId: user.id, kind: "session", exceptId: here.id }, now, "ended_elsewhere");
      expect(new Set(ended)).toEqual(new Set([there.id, thereApp.id]));
      const rest = await store.keys.end({ userId: user.id, exceptId: here.id }, now, "ended_elsewhere");
      expect(rest).toEqual([token.id]);
      expect(await endReasons(store, here, hereApp)).toEqual([null, null]);
      expect(new Set(await store.keys.end({ userId: user.id }, now, "signed_out"))).toEqual(new Set([here.id, hereApp.id]));
    });

    it("leaves what had already expired as it was: it ran out, nobody ended it", async () => {
      const { store } = bench.pair();
      const user = await person(store);
      const expired = await keyFor(store, user, { expiresAt: now });
      expect(await store.keys.end({ userId: user.id }, now, "signed_out")).toEqual([]);
      expect((await store.keys.find(expired.id))?.key).toMatchObject({ revokedAt: null, endReason: null });
    });

    it("tells what has ended since a moment, that moment included", async () => {
      const { store, other } = bench.pair();
      const user = await person(store);
      const [early, late] = [await keyFor(store, user), await keyFor(store, user)];
      const at = now + hour / 2;
      await store.keys.end({ id: early.id }, at, "signed_out");
      await store.keys.end({ id: late.id }, at + 1, "signed_out");
      expect(await other.keys.endedSince(at)).toEqual(expect.arrayContaining([early.id, late.id]));
      const since = await other.keys.endedSince(at + 1);
      expect(since).toContain(late.id);
      expect(since).not.toContain(early.id);
    });
  });
}
