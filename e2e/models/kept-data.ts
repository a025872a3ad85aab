/** What a browser keeps of the door: caches, IndexedDB, storages, read out as text from inside the page. */
import type { Page } from "@playwright/test";

export interface CachedEntry {
  cache: string;
  path: string;
  body: string;
}

/** Every entry of every cache of the page's origin, with its body. */
export function readCaches(page: Page): Promise<CachedEntry[]> {
  return page.evaluate(async () => {
    const found: { cache: string; path: string; body: string }[] = [];
    for (const name of await caches.keys()) {
      const cache = await caches.open(name);
      for (const request of await cache.keys()) {
        const url = new URL(request.url);
        const response = await cache.match(request);
        found.push({ cache: name, path: url.pathname, body: response ? await response.text() : "" });
      }
    }
    return found;
  });
}

/** Names, keys and values of all IndexedDB stores, and of both storages, as one text to look for somebody's data in. */
export function readKeptText(page: Page): Promise<string> {
  return page.evaluate(async () => {
    const wait = <T>(request: IDBRequest<T>) =>
      new Promise<T>((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    const found: unknown[] = [{ ...localStorage }, { ...sessionStorage }];
    for (const { name } of await indexedDB.databases()) {
      if (!name) continue;
      const database = await wait(indexedDB.open(name));
      for (const store of database.objectStoreNames) {
        const objects = database.transaction(store).objectStore(store);
        found.push(name, store, await wait(objects.getAllKeys()), await wait(objects.getAll()));
      }
      database.close();
    }
    return JSON.stringify(found);
  });
}

/** Deletes everything in IndexedDB, the device key with it, even while a page has it open. */
export async function removeDeviceKey(page: Page, origin: string): Promise<void> {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send("Storage.clearDataForOrigin", { origin, storageTypes: "indexeddb" });
  await cdp.detach();
}

/** Resolves when the service worker controls the page and has its precache. */
export async function waitForWorker(page: Page): Promise<void> {
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready;
  });
}
