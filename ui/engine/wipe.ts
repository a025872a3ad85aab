/** Forgetting: after a sign-out or the end of a session, nothing of the person stays in this browser. */
import type { WorkerMessage } from "#protocol/worker.ts";
import { deleteDatabase } from "./database.ts";
import { forgetDevice } from "./device-record.ts";

/** Databases of last-known data are named after their person. */
export const lastKnownPrefix = "latchkey-known-";

/** In localStorage: which apps open outside of the app view (framing.ts). */
export const framingKey = "latchkey-framing";

/**
 * Forgets the device key and everybody's last-known data. The caches of the service worker hold the build and nothing of anybody, so
 * they stay: without them the next start would be slow, and an offline one impossible. Never throws.
 */
export async function wipeKept(): Promise<void> {
  navigator.serviceWorker?.controller?.postMessage({ type: "wipe" } satisfies WorkerMessage);
  forgetFraming();
  await Promise.all([forgetDevice(), wipeLastKnown()]);
}

/** Deletes the last-known data of everybody, or of everybody but one. Never throws. */
export async function wipeLastKnown(exceptUserId?: string): Promise<void> {
  try {
    const names = (await indexedDB.databases()).map(({ name }) => name ?? "");
    const doomed = names.filter((name) => name.startsWith(lastKnownPrefix) && name !== lastKnownPrefix + exceptUserId);
    await Promise.all(doomed.map(deleteDatabase));
  } catch {
    // No IndexedDB: nothing was kept.
  }
}

function forgetFraming(): void {
  try {
    localStorage.removeItem(framingKey);
  } catch {
    // Storage is switched off: nothing was kept.
  }
}
