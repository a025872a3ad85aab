import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import type { ContractBench } from "../contract.ts";
import { hour, now } from "./rows.ts";

export function limitCases(bench: ContractBench): void {
  describe("limits and nonces", () => {
    it("counts in a window that starts with its first attempt, and begins again after it", async () => {
      const { store, other } = bench.pair();
      const bucket = randomUUID();
      expect(await store.limits.take(bucket, 60, now)).toEqual({ count: 1, resetsAt: now + 60_000 });
      expect(await other.limits.take(bucket, 60, now + 59_999)).toEqual({ count: 2, resetsAt: now + 60_000 });
      expect(await store.limits.take(bucket, 60, now + 60_000)).toEqual({ count: 1, resetsAt: now + 120_000 });
      expect(await store.limits.take(randomUUID(), 60, now)).toMatchObject({ count: 1 });
    });

    it("gives back an attempt, but never more than were taken", async () => {
      const { store } = bench.pair();
      const bucket = randomUUID();
      await store.limits.take(bucket, 60, now);
      await store.limits.take(bucket, 60, now);
      await store.limits.giveBack(bucket);
      expect(await store.limits.take(bucket, 60, now)).toMatchObject({ count: 2 });
      for (let i = 0; i < 5; i++) await store.limits.giveBack(bucket);
      await store.limits.giveBack("unknown");
      expect(await store.limits.take(bucket, 60, now)).toMatchObject({ count: 1 });
    });

    it("SEC-55 counts every one of 100 attempts at once, from two processes", async () => {
      const { store, other } = bench.pair();
      const bucket = randomUUID();
      const taken = await Promise.all(Array.from({ length: 100 }, (_, i) => (i % 2 ? store : other).limits.take(bucket, 60, now)));
      expect(taken.map(({ count }) => count).toSorted((a, b) => a - b)).toEqual(Array.from({ length: 100 }, (_, i) => i + 1));
    });

    it("lets a nonce be used once, by one of 50 at once", async () => {
      const { store, other } = bench.pair();
      const value = randomUUID();
      const used = await Promise.all(Array.from({ length: 50 }, (_, i) => (i % 2 ? store : other).nonces.use(value, now + hour)));
      expect(used.filter(Boolean)).toHaveLength(1);
      expect(await other.nonces.use(value, now + hour)).toBe(false);
    });

    it("sweeps what is over and nothing else", async () => {
      const { store } = bench.pair();
      const [over, lasting] = [randomUUID(), randomUUID()];
      await store.limits.take(over, 1, now);
      await store.limits.take(lasting, 10, now);
      await store.nonces.use(over, now + 1_000);
      await store.nonces.use(lasting, now + 10_000);
      await store.sweep(now + 1_000);
      expect(await store.limits.take(lasting, 10, now + 2_000)).toMatchObject({ count: 2 });
      expect(await store.nonces.use(lasting, now + 10_000)).toBe(false);
      expect(await store.nonces.use(over, now + 10_000)).toBe(true);
    });
  });
}
