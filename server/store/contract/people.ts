import { describe, expect, it } from "vitest";
import type { ContractBench } from "../contract.ts";
import { aKey, aUser, endReasons, hour, keyFor, now, person } from "./rows.ts";

export function peopleCases(bench: ContractBench): void {
  describe("people", () => {
    it("creates the first owner while there is nobody, and no second one", async () => {
      const { store, other } = await bench.emptyPair();
      const owner = aUser({ role: "owner" });
      expect(await store.people.count()).toBe(0);
      expect(await store.people.createFirstOwner(owner)).toEqual(owner);
      expect(await other.people.createFirstOwner(aUser({ role: "owner" }))).toBeNull();
      expect(await other.people.list()).toEqual([owner]);
    });

    it("finds a person by id, e-mail and name, and nobody by what nobody has", async () => {
      const { store } = bench.pair();
      const user = await person(store, { suspendedAt: now, name: "zoë' OR 1=1 --" });
      expect(await store.people.findById(user.id)).toEqual(user);
      expect(await store.people.findByEmail(user.email)).toEqual(user);
      expect(await store.people.findByName(user.name)).toEqual(user);
      expect(await store.people.findById("nobody")).toBeNull();
      expect(await store.people.findByEmail("nobody")).toBeNull();
      expect(await store.people.findByName("nobody")).toBeNull();
    });

    it("lists people in the order in which they came", async () => {
      const { store } = await bench.emptyPair();
      const users = [await person(store, { createdAt: 3 }), await person(store, { createdAt: 1 }), await person(store, { createdAt: 2 })];
      expect((await store.people.list()).map(({ id }) => id)).toEqual([users[1], users[2], users[0]].map((user) => user?.id));
      expect(await store.people.count()).toBe(3);
    });

    it("says which of e-mail and name is taken", async () => {
      const { store } = bench.pair();
      const user = await person(store);
      await expect(store.people.create(aUser({ email: user.email }))).rejects.toMatchObject({ code: "email_taken" });
      await expect(store.people.create(aUser({ name: user.name }))).rejects.toMatchObject({ code: "name_taken" });
    });

    it("changes the password and ends the sessions but the one it was changed from; tokens live on", async () => {
      const { store } = bench.pair();
      const user = await person(store);
      const [here, there, token] = [await keyFor(store, user), await keyFor(store, user), await keyFor(store, user, { kind: "token" })];
      const hereApp = await keyFor(store, user, { kind: "app", parentId: here.id });
      const thereApp = await keyFor(store, user, { kind: "app", parentId: there.id });
      const change = { userId: user.id, passwordHash: "new", at: now + 1, reason: "password_changed" as const };
      const ended = await store.people.setPassword({ ...change, exceptKeyId: here.id });
      expect(new Set(ended)).toEqual(new Set([there.id, thereApp.id]));
      expect((await store.people.findById(user.id))?.passwordHash).toBe("new");
      expect(await endReasons(store, here, hereApp, token, there, thereApp)).toEqual([
        null,
        null,
        null,
        "password_changed",
        "password_changed",
      ]);
      expect(new Set(await store.people.setPassword(change))).toEqual(new Set([here.id, hereApp.id]));
    });

    it("suspends with everything that the person holds, and keeps the first moment of it", async () => {
      const { store, other } = bench.pair();
      const user = await person(store);
      const keys = [await keyFor(store, user), await keyFor(store, user, { kind: "token" })];
      const stranger = await keyFor(store, await person(store));
      expect(new Set(await store.people.suspend(user.id, now + 5))).toEqual(new Set(keys.map(({ id }) => id)));
      expect(await store.people.suspend(user.id, now + 9)).toEqual([]);
      expect(await other.people.findById(user.id)).toMatchObject({ suspendedAt: now + 5, changedAt: now + 5 });
      expect(await endReasons(other, ...keys, stranger)).toEqual(["user_suspended", "user_suspended", null]);
    });

    it("brings no key to life with a person that is active again, not even one made meanwhile", async () => {
      const { store } = bench.pair();
      const user = await person(store);
      const before = await keyFor(store, user);
      await store.people.suspend(user.id, now + 1);
      const meanwhile = await keyFor(store, user);
      await store.people.activate(user.id, now + 2);
      expect(await store.people.findById(user.id)).toMatchObject({ suspendedAt: null, changedAt: now + 2 });
      expect(await endReasons(store, before, meanwhile)).toEqual(["user_suspended", "user_suspended"]);
      const after = aKey(user.id);
      await store.createSession(after, null);
      await store.people.activate(user.id, now + 3);
      expect(await endReasons(store, after)).toEqual([null]);
    });

    it("tells who has changed since a moment: role, suspension, activation", async () => {
      const { store, other } = bench.pair();
      const [promoted, suspended, untouched] = [await person(store), await person(store), await person(store)];
      await store.people.setRole(promoted.id, "admin", now + hour);
      await store.people.suspend(suspended.id, now + hour + 1);
      expect((await store.people.findById(promoted.id))?.role).toBe("admin");
      const changed = await other.changedSince(now + hour);
      expect(changed).toContainEqual({ id: promoted.id, changedAt: now + hour });
      expect(changed).toContainEqual({ id: suspended.id, changedAt: now + hour + 1 });
      expect(changed.map(({ id }) => id)).not.toContain(untouched.id);
      expect((await other.changedSince(now + hour + 1)).map(({ id }) => id)).not.toContain(promoted.id);
    });
  });
}
