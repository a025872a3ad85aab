"use client";
/** The choice of a region, kept on this device like its theme: what is near depends on where the device is, not on who is signed in. */
import { useCallback, useMemo, useSyncExternalStore } from "react";
import { nearest, nothingKept, primaryId, type Kept } from "./choose.ts";

const key = "latchkey-region";
const changed = "latchkey-region-changed";

/** The kept choice, the same in every tab. Where storage is refused apps open through the primary. */
export function useKept(): { kept: Kept; keep(next: Kept): void } {
  const text = useSyncExternalStore(watch, read, () => null);
  const kept = useMemo(() => parseKept(text), [text]);
  const keep = useCallback((next: Kept) => {
    try {
      localStorage.setItem(key, JSON.stringify(next));
      dispatchEvent(new Event(changed));
    } catch {
      // Nothing can be kept here.
    }
  }, []);
  return { kept, keep };
}

/** The id of the region that is wanted on this device now; null for the primary, and before any was chosen. Whether it can serve is not asked. */
export function readChosenRegion(): string | null {
  const { choice, nearest: found } = parseKept(read());
  const id = choice === nearest ? found : choice;
  return id === primaryId ? null : id;
}

/** Whatever stands there: another build may have written it, or a person. */
export function parseKept(text: string | null): Kept {
  try {
    const { choice, nearest: found, among } = JSON.parse(text ?? "null") as Record<string, unknown>;
    if (typeof choice !== "string") return nothingKept;
    const isId = (value: unknown): value is string => typeof value === "string";
    return { choice, nearest: isId(found) ? found : null, among: Array.isArray(among) ? among.filter(isId) : [] };
  } catch {
    return nothingKept;
  }
}

function read(): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

function watch(listener: () => void): () => void {
  addEventListener(changed, listener);
  addEventListener("storage", listener);
  return () => {
    removeEventListener(changed, listener);
    removeEventListener("storage", listener);
  };
}
