import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import type { AppRow, PortRow } from "#server/store.ts";
import type { ContractBench } from "../contract.ts";
import { now, person } from "./rows.ts";

export function appCases(bench: ContractBench): void {
  describe("apps", () => {
    it("keeps what is declared of apps and ports, for each workspace apart", async () => {
      const { store, other } = bench.pair();
      const workspaceId = randomUUID();
      const [first, second] = [anApp(workspaceId, "zebra", { createdAt: now }), anApp(workspaceId, "ant", { createdAt: now + 1 })];
      for (const app of [second, first, anApp(randomUUID(), "zebra")]) await store.apps.put(app);
      const ports = [
        aPort(workspaceId, 9000),
        aPort(workspaceId, 3000, { tls: true, tlsVerify: false, sharing: "public", sharedUntil: now }),
      ];
      for (const port of ports) await store.apps.putPort(port);
      expect(await other.apps.list(workspaceId)).toEqual({ apps: [first, second], ports: ports.toReversed() });
      expect(await other.apps.list("unknown")).toEqual({ apps: [], ports: [] });
    });

    it("replaces an app and a port, and keeps when the app was made", async () => {
      const { store, other } = bench.pair();
      const workspaceId = randomUUID();
      await store.apps.put(anApp(workspaceId, "grafana", { sharing: "public", sharedUntil: now + 1 }));
      await store.apps.putPort(aPort(workspaceId, 3000, { sharing: "public" }));
      const changed = anApp(workspaceId, "grafana", { name: "Charts", createdAt: now + 5, changedAt: now + 5 });
      await store.apps.put(changed);
      await store.apps.putPort(aPort(workspaceId, 3000));
      expect(await other.apps.list(workspaceId)).toEqual({ apps: [{ ...changed, createdAt: now }], ports: [aPort(workspaceId, 3000)] });
    });

    it("removes an app once", async () => {
      const { store, other } = bench.pair();
      const workspaceId = randomUUID();
      await store.apps.put(anApp(workspaceId, "grafana"));
      expect(await other.apps.remove(workspaceId, "grafana")).toBe(true);
      expect(await store.apps.remove(workspaceId, "grafana")).toBe(false);
      expect((await store.apps.list(workspaceId)).apps).toEqual([]);
    });

    it("leaves one whole app when two processes declare it at once", async () => {
      const { store, other } = bench.pair();
      const workspaceId = randomUUID();
      const both = ["One", "Two"].map((name) => anApp(workspaceId, "grafana", { name, icon: name }));
      await Promise.all(both.map((app, index) => (index === 0 ? store : other).apps.put(app)));
      const { apps } = await store.apps.list(workspaceId);
      expect(both).toContainEqual(apps[0]);
      expect(apps).toHaveLength(1);
    });

    it("keeps pins for each person, oldest first, and forgets them", async () => {
      const { store, other } = bench.pair();
      const [alice, bob] = [await person(store), await person(store)];
      const pin = (userId: string, item: string, createdAt: number) => ({ userId, workspaceId: "w", item, createdAt });
      await store.apps.pin(pin(alice.id, "3000", now + 1));
      await store.apps.pin(pin(alice.id, "grafana", now));
      await store.apps.pin(pin(alice.id, "grafana", now + 9));
      await store.apps.pin(pin(bob.id, "8080", now));
      expect((await other.apps.listPins(alice.id)).map(({ item }) => item)).toEqual(["grafana", "3000"]);
      await store.apps.unpin({ userId: alice.id, workspaceId: "w", item: "grafana" });
      await store.apps.unpin({ userId: alice.id, workspaceId: "w", item: "grafana" });
      expect((await other.apps.listPins(alice.id)).map(({ item }) => item)).toEqual(["3000"]);
      expect(await other.apps.listPins(bob.id)).toHaveLength(1);
    });

    it("keeps which workspaces each person has hidden, the last first, and forgets them", async () => {
      const { store, other } = bench.pair();
      const [alice, bob] = [await person(store), await person(store)];
      await store.apps.hide(alice.id, "w1", now);
      await store.apps.hide(alice.id, "w2", now + 1);
      await store.apps.hide(alice.id, "w1", now + 9);
      await store.apps.hide(bob.id, "w1", now);
      expect(await other.apps.listHidden(alice.id)).toEqual(["w2", "w1"]);
      await store.apps.unhide(alice.id, "w1");
      await store.apps.unhide(alice.id, "w1");
      expect([await other.apps.listHidden(alice.id), await other.apps.listHidden(bob.id)]).toEqual([["w2"], ["w1"]]);
    });
  });
}

function anApp(workspaceId: string, slug: string, change: Partial<AppRow> = {}): AppRow {
  return {
    ...{ workspaceId, slug, name: slug, url: "http://127.0.0.1:3000/", icon: null, sharing: "owner", sharedUntil: null, cors: "allow" },
    ...{ identity: "strip", healthPath: null, tlsVerify: true, createdAt: now, changedAt: now },
    ...change,
  };
}

function aPort(workspaceId: string, port: number, change: Partial<PortRow> = {}): PortRow {
  return { workspaceId, port, sharing: "owner", sharedUntil: null, tls: false, tlsVerify: true, changedAt: now, ...change };
}
