import { describe, expect, it } from "vitest";
import type { ContractBench } from "../contract.ts";
import { aDevice, aKey, hour, keyFor, now, person } from "./rows.ts";

export function keyCases(bench: ContractBench): void {
  describe("keys", () => {
    it("gives back every field of a key, with its holder", async () => {
      const { store, other } = bench.pair();
      const user = await person(store);
      const key = aKey(user.id, {
        kind: "token",
        name: `"quoted" \\ and ünïcode 🔑`,
        scopes: ["keys:read", "account:write"],
        resumedHashes: ["1".repeat(64), "2".repeat(64)],
        lifetimeSeconds: 34_560_000,
        absoluteExpiresAt: now + 9 * hour,
        revokedAt: now - 1,
        endReason: "replaced",
        deviceId: "device",
      });
      await store.keys.create(key);
      expect(await other.keys.find(key.id)).toEqual({ key, user, parent: null });
    });

    it("G13 refuses what no database takes with the field, in whatever call, and stays open for the rest", async () => {
      const { store } = bench.pair();
      const user = await person(store);
      for (const name of ["a\0b", "half of a pair \ud800", "\udc00"]) {
        await expect(store.keys.create(aKey(user.id, { name }))).rejects.toMatchObject({ code: "bad_request", facts: { field: "name" } });
        const device = { ...aDevice(aKey(user.id)), name };
        await expect(store.createSession(aKey(user.id), device)).rejects.toMatchObject({ code: "bad_request", facts: { field: "name" } });
        await expect(store.people.findByEmail(name)).rejects.toMatchObject({ code: "bad_request" });
        await expect(store.activity.list(["w"], { before: name, most: 1 })).rejects.toMatchObject({ facts: { field: "before" } });
      }
      const fine = aKey(user.id, { name: "\u0001\u202e\uffff 🔑" });
      await store.keys.create(fine);
      expect((await store.keys.find(fine.id))?.key.name).toBe(fine.name);
    });

    it("finds a child together with its parent, and nothing under an unknown id", async () => {
      const { store } = bench.pair();
      const user = await person(store);
      const parent = await keyFor(store, user);
      const child = await keyFor(store, user, { kind: "app", parentId: parent.id, scopes: ["app_connect"] });
      expect(await store.keys.find(child.id)).toEqual({ key: child, user, parent });
      expect(await store.keys.find("unknown' OR '1'='1")).toBeNull();
    });

    it("lists what is alive, last used first: nothing ended, nothing expired, no app sessions", async () => {
      const { store } = bench.pair();
      const user = await person(store);
      const old = await keyFor(store, user, { lastUsedAt: now - hour });
      const recent = await keyFor(store, user, { kind: "token", lastUsedAt: now - 1 });
      await keyFor(store, user, { revokedAt: now, endReason: "signed_out" });
      await keyFor(store, user, { expiresAt: now });
      await keyFor(store, user, { kind: "app", parentId: old.id });
      await keyFor(store, await person(store));
      expect(await store.keys.listAlive(user.id, now)).toEqual([recent, old]);
    });

    it("extends a living key, and never back", async () => {
      const { store, other } = bench.pair();
      const key = await keyFor(store, await person(store));
      expect(await store.keys.extend({ id: key.id, at: now + 10, expiresAt: now + 2 * hour })).toBe(true);
      expect(await other.keys.extend({ id: key.id, at: now + 5, expiresAt: now + hour })).toBe(true);
      expect((await store.keys.find(key.id))?.key).toMatchObject({ expiresAt: now + 2 * hour, lastUsedAt: now + 10 });
    });

    it("extends nothing that has ended, expired or never was", async () => {
      const { store } = bench.pair();
      const user = await person(store);
      const [ended, expired] = [await keyFor(store, user), await keyFor(store, user, { expiresAt: now })];
      await store.keys.end({ id: ended.id }, now, "signed_out");
      for (const id of [ended.id, expired.id, "unknown"]) {
        expect(await store.keys.extend({ id, at: now, expiresAt: now + 2 * hour })).toBe(false);
      }
      expect((await store.keys.find(expired.id))?.key.expiresAt).toBe(now);
      expect((await store.keys.find(ended.id))?.key).toMatchObject({ revokedAt: now, expiresAt: ended.expiresAt });
    });

    it("notes use, and never back", async () => {
      const { store } = bench.pair();
      const key = await keyFor(store, await person(store));
      await store.keys.touch(key.id, now + 7);
      await store.keys.touch(key.id, now + 3);
      await store.keys.touch("unknown", now);
      expect((await store.keys.find(key.id))?.key).toMatchObject({ lastUsedAt: now + 7, expiresAt: key.expiresAt });
    });

    it("remembers when terminals were last used with a key, never earlier, and no longer than the key", async () => {
      const { store, other } = bench.pair();
      const key = await keyFor(store, await person(store), { expiresAt: now - 1 });
      expect(await store.terminalUses.find(key.id)).toBeNull();
      for (const at of [now + 5, now + 3]) await store.terminalUses.note(key.id, at);
      expect(await other.terminalUses.find(key.id)).toBe(now + 5);
      await store.terminalUses.note("unknown", now);
      expect(await store.terminalUses.find("unknown")).toBeNull();
      await store.keys.purge(now);
      expect(await store.terminalUses.find(key.id)).toBeNull();
    });

    it("makes no key for somebody who does not exist", async () => {
      const { store } = bench.pair();
      const key = aKey("nobody");
      await expect(store.keys.create(key)).rejects.toMatchObject({ code: "unavailable" });
      expect(await store.keys.find(key.id)).toBeNull();
    });
  });
}
