/** Devices, and sessions made together with one. */
import type { Store } from "#server/store.ts";
import type { Client } from "./database.ts";
import { deviceOf, storedKey } from "./rows.ts";

/** Three hashes of 64 hex digits and the spaces between them. */
const resumedHashesLength = 3 * 64 + 2;

export function openDevices(client: Client): Store["devices"] {
  return {
    async create(device) {
      await client.device.create({ data: device, select: { id: true } });
    },
    async find(id) {
      const row = await client.device.findUnique({ where: { id } });
      return row === null ? null : deviceOf(row);
    },
    async markResumed({ id, keyId, secretHash, at }) {
      await client.$transaction([
        client.device.updateMany({ where: { id }, data: { lastResumedAt: at } }),
        client.$executeRaw`
          UPDATE "Key" SET "resumedHashes" = substr(CAST(${`${secretHash} `} AS TEXT) || "resumedHashes", 1, ${resumedHashesLength}) WHERE "id" = ${keyId}`,
      ]);
    },
    async remove(id) {
      // The key has no foreign key to its device (the device has one to it), so it is told here.
      await client.$transaction([
        client.$executeRaw`UPDATE "Key" SET "deviceId" = NULL WHERE "id" = (SELECT "keyId" FROM "Device" WHERE "id" = ${id}) AND "deviceId" = ${id}`,
        client.device.deleteMany({ where: { id } }),
      ]);
    },
  };
}

export function createSession(client: Client): Store["createSession"] {
  return async (key, device) => {
    const newKey = client.key.create({ data: storedKey(key), select: { id: true } });
    if (device === null) await newKey;
    else await client.$transaction([newKey, client.device.create({ data: device, select: { id: true } })]);
  };
}
