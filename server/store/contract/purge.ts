import { describe, expect, it } from "vitest";
import type { ContractBench } from "../contract.ts";
import { aDevice, aKey, keyFor, manyKeys, now, person } from "./rows.ts";

export function purgeCases(bench: ContractBench): void {
  describe("purging", () => {
    it("deletes what ended or expired before a moment, with its app sessions and its device, and nothing else", async () => {
      const { store } = await bench.emptyPair();
      const user = await person(store);
      const expired = aKey(user.id, { expiresAt: now - 1 });
      const device = aDevice(expired);
      await store.createSession({ ...expired, deviceId: device.id }, device);
      const child = await keyFor(store, user, { kind: "app", parentId: expired.id, expiresAt: now - 1 });
      const ended = await keyFor(store, user, { revokedAt: now - 1, endReason: "signed_out" });
      const kept = [
        await keyFor(store, user),
        await keyFor(store, user, { expiresAt: now }),
        await keyFor(store, user, { revokedAt: now, endReason: "signed_out" }),
      ];
      const keptDevice = aDevice(aKey(user.id, { id: kept[0]?.id ?? "" }));
      await store.devices.create(keptDevice);
      expect(await store.keys.purge(now)).toBeGreaterThanOrEqual(2);
      for (const { id } of [expired, child, ended]) expect(await store.keys.find(id)).toBeNull();
      for (const { id } of kept) expect(await store.keys.find(id)).not.toBeNull();
      expect(await store.devices.find(device.id)).toBeNull();
      expect(await store.devices.find(keptDevice.id)).not.toBeNull();
      expect(await store.keys.purge(now)).toBe(0);
    });

    it("deletes more than fit into one batch", { timeout: 60_000 }, async () => {
      const { store } = await bench.emptyPair();
      const user = await person(store);
      await manyKeys(store, user, 510, { expiresAt: now - 1 });
      expect(await store.keys.purge(now)).toBe(510);
    });
  });
}
