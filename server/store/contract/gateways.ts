import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import type { ProxyRow, ReplicaRow } from "#server/store.ts";
import type { ContractBench } from "../contract.ts";
import { now } from "./rows.ts";

export function gatewayCases(bench: ContractBench): void {
  describe("proxies", () => {
    it("are kept, renamed, given another token and removed", async () => {
      const { store, other } = bench.pair();
      const proxy = aProxy();
      await store.proxies.create(proxy);
      await expect(other.proxies.create(aProxy({ name: proxy.name }))).rejects.toMatchObject({
        code: "name_taken",
        facts: { field: "name" },
      });
      const name = randomUUID();
      expect(await other.proxies.rename(proxy.id, name)).toBe(true);
      expect(await other.proxies.setSecret(proxy.id, "other")).toBe(true);
      const find = async () => (await store.proxies.list()).find(({ id }) => id === proxy.id);
      expect(await find()).toEqual({ ...proxy, name, secretHash: "other" });
      expect(await store.proxies.remove(proxy.id)).toBe(true);
      expect(await other.proxies.remove(proxy.id)).toBe(false);
      expect(await other.proxies.rename(proxy.id, name)).toBe(false);
      expect(await find()).toBeUndefined();
    });

    it("say where they are, each under a wildcard of its own, and until when they are healthy", async () => {
      const { store, other } = bench.pair();
      const [one, two] = [aProxy(), aProxy()];
      for (const proxy of [one, two]) await store.proxies.create(proxy);
      const said = { url: "https://sydney.example.com", wildcard: `*.${randomUUID()}.example.com`, version: "1.2.3" };
      expect(await store.proxies.register(one.id, said)).toBe(true);
      expect(await other.proxies.register(one.id, said)).toBe(true);
      await expect(other.proxies.register(two.id, said)).rejects.toMatchObject({ code: "name_taken", facts: { field: "wildcard" } });
      expect(await other.proxies.register(randomUUID(), { ...said, wildcard: "*.nobody.example.com" })).toBe(false);
      await store.proxies.markAlive(one.id, { at: now, until: now + 15_000 });
      const found = (await other.proxies.list()).find(({ id }) => id === one.id);
      expect(found).toEqual({ ...one, ...said, lastSeenAt: now, aliveUntil: now + 15_000 });
    });
  });

  describe("replicas", () => {
    it("are listed while they are seen", async () => {
      const { store, other } = bench.pair();
      const [one, two] = [aReplica(), aReplica({ startedAt: now + 1, seenAt: now + 10 })];
      for (const replica of [one, two]) await store.replicas.mark(replica);
      const mine = async (since: number) => (await other.replicas.list(since)).filter(({ id }) => [one.id, two.id].includes(id));
      expect(await mine(now)).toEqual([one, two]);
      expect(await mine(now + 1)).toEqual([two]);
      await store.replicas.mark({ ...one, seenAt: now + 20 });
      expect(await mine(now + 1)).toEqual([{ ...one, seenAt: now + 20 }, two]);
      await store.replicas.remove(one.id);
      await other.replicas.purge(now + 11);
      expect(await mine(0)).toEqual([]);
    });
  });
}

function aProxy(change: Partial<ProxyRow> = {}): ProxyRow {
  return {
    ...{ id: randomUUID(), name: randomUUID(), secretHash: "hash", url: null, wildcard: null, version: null },
    ...{ createdAt: now, lastSeenAt: null, aliveUntil: null },
    ...change,
  };
}

function aReplica(change: Partial<ReplicaRow> = {}): ReplicaRow {
  return { id: randomUUID(), hostname: "box", version: "1.2.3", startedAt: now, seenAt: now, ...change };
}
