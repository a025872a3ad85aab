/**
 * What a person's screens last showed, kept in this browser to start with while the network is slow or gone. One database per person;
 * opening one deletes everybody else's, and nothing is written for anybody but the person this browser is signed in as.
 */
import { readAll, readValue, writeValues, type Place } from "./database.ts";
import { keeping } from "./device-record.ts";
import { page } from "./page.ts";
import { lastKnownPrefix, wipeLastKnown } from "./wipe.ts";

export interface Remembered<T = unknown> {
  /** When the door said so, ms since the epoch. */
  at: number;
  data: T;
}

export interface LastKnown {
  readonly userId: string;
  find<T>(path: string): Remembered<T> | undefined;
  /** Keeps an answer of the API; it is written soon after. */
  keep(path: string, data: unknown): void;
  /** The newest of everything kept, ms since the epoch; null when nothing is. */
  newestAt(): number | null;
}

/** Raise it when an answer of the API changes its shape: what an older build kept is then as good as nothing. */
const shapeVersion = 2;

/** Opens a person's store and makes it this browser's only one. Where nothing can be kept it lives in memory, for this page. */
export async function openLastKnown(userId: string): Promise<LastKnown> {
  const place: Place = { database: lastKnownPrefix + userId, store: "answers" };
  const known = await readKnown(place);
  await claim(userId);
  return {
    userId,
    find: (path) => known.get(path) as Remembered<never> | undefined,
    keep(path, data) {
      const before = known.get(path);
      if (before?.data === data) return;
      const answer = { at: Date.now(), data };
      known.set(path, answer);
      void write(place, userId, path, answer);
    },
    newestAt: () => [...known.values()].reduce<number | null>((newest, { at }) => Math.max(newest ?? 0, at), null),
  };
}

/** Opens the store of whoever was last signed in here; null when nobody is known. */
export async function openLastUser(): Promise<LastKnown | null> {
  const userId = await readValue<string>(keeping, "user").catch(() => undefined);
  return userId === undefined ? null : openLastKnown(userId);
}

async function readKnown(place: Place): Promise<Map<string, Remembered>> {
  const all = await readAll<Remembered & { shape: number }>(place).catch(() => new Map<string, Remembered & { shape: number }>());
  return new Map([...all].filter(([, { shape }]) => shape === shapeVersion));
}

async function claim(userId: string): Promise<void> {
  try {
    if ((await readValue<string>(keeping, "user")) !== userId) await writeValues(keeping, { user: userId });
    // Nobody else's can be read any more; the start does not wait for its deletion.
    void wipeLastKnown(userId);
  } catch {
    // Nothing can be kept here.
  }
}

/** Another tab may have signed out, or somebody else in, since this page was loaded. */
async function write(place: Place, userId: string, path: string, answer: Remembered): Promise<void> {
  try {
    if (page.leaving.get() || (await readValue<string>(keeping, "user")) !== userId) return;
    await writeValues(place, { [path]: { ...answer, shape: shapeVersion } });
  } catch {
    // Nothing can be kept here.
  }
}
