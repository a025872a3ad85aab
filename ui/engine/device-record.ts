/**
 * What this browser keeps of its sign-in: at most one device, with the private half of its device key. The key cannot be read out of the
 * browser, not even by us; IndexedDB holds a handle to it.
 */
import { readValue, writeValues, type Place } from "./database.ts";

export interface DeviceRecord {
  deviceId: string;
  userId: string;
  /** Origin of the door it was registered at; part of what is signed. */
  origin: string;
  privateKey: CryptoKey;
  /** ms since the epoch. */
  signedInAt: number;
}

/** The database also says whose last-known data this browser may show: see last-known.ts. */
export const keeping: Place = { database: "latchkey", store: "kept" };

/** The device registered at this origin. Null when there is none, or where the browser keeps nothing. */
export async function findDevice(): Promise<DeviceRecord | null> {
  try {
    const record = await readValue<DeviceRecord>(keeping, "device");
    return record?.origin === location.origin ? record : null;
  } catch {
    return null;
  }
}

/**
 * Keeps a key that is not registered yet, to find out whether this browser can: some refuse to store keys in private windows.
 * Throws when it cannot.
 */
export async function keepPending(privateKey: CryptoKey): Promise<void> {
  await writeValues(keeping, { pending: privateKey }, { strict: true });
}

/** Makes the pending key the device of this browser. What it had before is forgotten. Resolves when it is safe on disk. */
export async function keepDevice(record: DeviceRecord): Promise<void> {
  await writeValues(keeping, { device: record, user: record.userId, pending: undefined }, { strict: true });
}

/** Forgets the device and, with it, who was signed in. Never throws: where nothing can be kept there is nothing to forget. */
export async function forgetDevice(): Promise<void> {
  await writeValues(keeping, { device: undefined, pending: undefined, user: undefined }, { strict: true }).catch(() => {});
}
