import { describe, expect, it } from "vitest";
import type { ContractBench } from "../contract.ts";
import { aUser, hour, keyFor, now, person } from "./rows.ts";

export function concurrencyCases(bench: ContractBench): void {
  describe("many at once, from two processes", () => {
    it("makes one owner of 50", async () => {
      const { store, other } = await bench.emptyPair();
      const tries = Array.from({ length: 50 }, (_, i) => (i % 2 ? store : other).people.createFirstOwner(aUser({ role: "owner" })));
      const owners = (await Promise.all(tries)).filter((owner) => owner !== null);
      expect(owners).toHaveLength(1);
      expect(await store.people.list()).toEqual(owners);
    });

    it("gives an e-mail to one of 20", async () => {
      const { store, other } = bench.pair();
      const { email } = aUser();
      const tries = Array.from({ length: 20 }, (_, i) => (i % 2 ? store : other).people.create(aUser({ email })));
      const answers = await Promise.allSettled(tries);
      expect(answers.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
      for (const answer of answers) if (answer.status === "rejected") expect(answer.reason).toMatchObject({ code: "email_taken" });
    });

    it("SEC-31 never undoes a sign-out by 50 refreshes around it", async () => {
      const { store, other } = bench.pair();
      const key = await keyFor(store, await person(store));
      const refresh = (i: number) => (i % 2 ? store : other).keys.extend({ id: key.id, at: now + i, expiresAt: now + hour + i });
      const refreshes = Array.from({ length: 25 }, (_, i) => refresh(i));
      const ended = other.keys.end({ id: key.id }, now + 25, "signed_out");
      refreshes.push(...Array.from({ length: 25 }, (_, i) => refresh(25 + i)));
      await Promise.all(refreshes);
      expect(await ended).toEqual([key.id]);
      expect((await store.keys.find(key.id))?.key).toMatchObject({ revokedAt: now + 25, endReason: "signed_out" });
      expect(await refresh(99)).toBe(false);
    });

    it("reports each ended key to exactly one of those that end it", async () => {
      const { store, other } = bench.pair();
      const user = await person(store);
      const keys = await Promise.all(Array.from({ length: 10 }, () => keyFor(store, user)));
      const reports = await Promise.all(
        Array.from({ length: 10 }, (_, i) => (i % 2 ? store : other).keys.end({ userId: user.id }, now, "ended_elsewhere")),
      );
      expect(reports.flat().toSorted()).toEqual(keys.map(({ id }) => id).toSorted());
    });

    it("mixes transactions of two processes without losing any", async () => {
      const { store, other } = bench.pair();
      const users = await Promise.all(Array.from({ length: 20 }, () => person(store)));
      const keys = await Promise.all(users.map((user, i) => keyFor(i % 2 ? store : other, user)));
      const change = { passwordHash: "new", at: now, reason: "password_changed" as const };
      const ended = await Promise.all(users.map(({ id }, i) => (i % 2 ? other : store).people.setPassword({ ...change, userId: id })));
      expect(ended.flat().toSorted()).toEqual(keys.map(({ id }) => id).toSorted());
    });
  });
}
