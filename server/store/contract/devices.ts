import { describe, expect, it } from "vitest";
import type { ContractBench } from "../contract.ts";
import { aDevice, aKey, keyFor, now, person } from "./rows.ts";

export function deviceCases(bench: ContractBench): void {
  describe("devices", () => {
    it("makes a session with its device", async () => {
      const { store, other } = bench.pair();
      const key = aKey((await person(store)).id);
      const device = aDevice(key);
      await store.createSession({ ...key, deviceId: device.id }, device);
      expect(await other.devices.find(device.id)).toEqual(device);
      expect((await other.keys.find(key.id))?.key.deviceId).toBe(device.id);
      expect(await other.devices.find("unknown")).toBeNull();
    });

    it("makes neither when one of them cannot be made", async () => {
      const { store } = bench.pair();
      const user = await person(store);
      const first = aKey(user.id);
      const taken = aDevice(first);
      await store.createSession(first, taken);
      const second = aKey(user.id);
      await expect(store.createSession(second, aDevice(second, { id: taken.id }))).rejects.toMatchObject({ code: "unavailable" });
      expect(await store.keys.find(second.id)).toBeNull();
      const third = aKey(user.id);
      await expect(store.createSession({ ...third, id: first.id }, aDevice(first, { id: "never" }))).rejects.toMatchObject({
        code: "unavailable",
      });
      expect(await store.devices.find("never")).toBeNull();
    });

    it("keeps the hashes of the last three resumes, newest first", async () => {
      const { store } = bench.pair();
      const key = await keyFor(store, await person(store));
      const device = aDevice(key);
      await store.devices.create(device);
      for (const [i, digit] of ["a", "b", "c", "d"].entries()) {
        await store.devices.markResumed({ id: device.id, keyId: key.id, secretHash: digit.repeat(64), at: now + i });
      }
      const hashes = (await store.keys.find(key.id))?.key.resumedHashes;
      expect(hashes).toEqual(["d", "c", "b"].map((digit) => digit.repeat(64)));
      expect((await store.devices.find(device.id))?.lastResumedAt).toBe(now + 3);
    });

    it("loses no hash when one device resumes twice at once", async () => {
      const { store, other } = bench.pair();
      const key = await keyFor(store, await person(store));
      const device = aDevice(key);
      await store.devices.create(device);
      const resumes = [store, other, store].map((each, i) =>
        each.devices.markResumed({ id: device.id, keyId: key.id, secretHash: String(i).repeat(64), at: now }),
      );
      await Promise.all(resumes);
      expect((await store.keys.find(key.id))?.key.resumedHashes.toSorted()).toEqual(["0", "1", "2"].map((digit) => digit.repeat(64)));
    });

    it("forgets a device, and its session is then kept by the cookie alone", async () => {
      const { store } = bench.pair();
      const key = aKey((await person(store)).id);
      const device = aDevice(key);
      await store.createSession({ ...key, deviceId: device.id }, device);
      await store.devices.remove(device.id);
      await store.devices.remove(device.id);
      expect(await store.devices.find(device.id)).toBeNull();
      expect((await store.keys.find(key.id))?.key.deviceId).toBeNull();
    });
  });
}
