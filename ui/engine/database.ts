/**
 * IndexedDB in promises, as little of it as the door needs. Nothing here is cached: each call opens and closes its database, so that
 * wiping one in another tab is never blocked by this tab for long.
 */

/** Longer than any healthy opening. Some browsers never answer after a crash, and a start must not hang on that. */
const openTimeoutMs = 3_000;

/** One store per database, keys given by hand. */
export interface Place {
  database: string;
  store: string;
}

/** Reads one value; undefined when there is none. Throws where the browser has no IndexedDB (private windows, storage switched off). */
export async function readValue<T>(place: Place, key: string): Promise<T | undefined> {
  return within(place, "readonly", (store) => store.get(key) as IDBRequest<T | undefined>);
}

/** Every value of a store with its key. */
export async function readAll<T>(place: Place): Promise<Map<string, T>> {
  const [keys, values] = await within(place, "readonly", (store) => [store.getAllKeys(), store.getAll() as IDBRequest<T[]>] as const);
  return new Map(keys.map((key, index) => [String(key), values[index] as T]));
}

/**
 * Writes and deletes in one transaction and resolves when it is complete.
 * `strict`: only after the operating system was told to write it to disk, so that it outlives a kill one moment later.
 */
export async function writeValues(place: Place, values: Record<string, unknown>, { strict = false } = {}): Promise<void> {
  await within(
    place,
    "readwrite",
    (store) => {
      for (const [key, value] of Object.entries(values)) {
        if (value === undefined) store.delete(key);
        else store.put(value, key);
      }
    },
    strict ? "strict" : "default",
  );
}

/** Deletes a database. Resolves at the latest when the time is over: an open tab of an old version may hold on to it. */
export async function deleteDatabase(name: string): Promise<void> {
  await new Promise<void>((resolve) => {
    const request = indexedDB.deleteDatabase(name);
    request.onsuccess = request.onerror = () => resolve();
    setTimeout(resolve, openTimeoutMs);
  });
}

type Requests = IDBRequest | readonly IDBRequest[] | void;
type Results<R> =
  R extends IDBRequest<infer T>
    ? T
    : R extends readonly IDBRequest[]
      ? { [I in keyof R]: R[I] extends IDBRequest<infer T> ? T : never }
      : void;

async function within<R extends Requests>(
  place: Place,
  mode: IDBTransactionMode,
  work: (store: IDBObjectStore) => R,
  durability: IDBTransactionDurability = "default",
): Promise<Results<R>> {
  const database = await open(place);
  try {
    return await new Promise((resolve, reject) => {
      const transaction = database.transaction(place.store, mode, { durability });
      const requests = work(transaction.objectStore(place.store));
      transaction.oncomplete = () => resolve(resultsOf(requests) as Results<R>);
      transaction.onabort = transaction.onerror = () => reject(transaction.error);
    });
  } finally {
    database.close();
  }
}

function resultsOf(requests: Requests): unknown {
  if (!requests) return undefined;
  return "result" in requests ? requests.result : requests.map((request) => request.result as unknown);
}

function open({ database, store }: Place): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(database, 1);
    let isLate = false;
    const timer = setTimeout(() => {
      isLate = true;
      reject(new Error("IndexedDB does not answer."));
    }, openTimeoutMs);
    request.onupgradeneeded = () => request.result.createObjectStore(store);
    request.onerror = () => {
      clearTimeout(timer);
      reject(request.error);
    };
    request.onsuccess = () => {
      clearTimeout(timer);
      // Nobody waits for it any more; open, it would hold up whoever deletes it.
      if (isLate) return request.result.close();
      request.result.onversionchange = () => request.result.close();
      resolve(request.result);
    };
  });
}
