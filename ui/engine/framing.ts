"use client";
/**
 * Apps that do not run inside another page. Such an app takes the whole window for itself as soon as it has loaded; a page cannot see who
 * took the window from it, so it goes by what it can see: it was left without a link of its own, soon after the app came, and the person
 * came back. Kept on this device for the person who is signed in, and forgotten with them.
 */
import { useCallback, useSyncExternalStore } from "react";
import { framingKey } from "./wipe.ts";

/** An app that leaves the frame does so while it loads, or as soon as its scripts run. Who leaves later pressed something. ms. */
export const earlyMs = 2_000;
/** Closing the window early looks the same once; nobody does it again and again. */
const mostEarlyLeavings = 2;

export interface Framing {
  userId: string;
  /** Labels of the apps that open outside. */
  outside: string[];
  /** Early leavings in a row, by label. */
  left: Record<string, number>;
}

/** What a page can tell of how it came to be shown, by the browser's own word. */
export type Arrival = "navigate" | "reload" | "back_forward";

const changed = "latchkey-framing-changed";

/** Whether an app opens outside of the app view, and the way to change it. */
export function useOutside(userId: string | undefined, label: string): { isOutside: boolean; tryInside(): void } {
  const isOutside = useSyncExternalStore(
    watch,
    () => read(userId).outside.includes(label),
    () => false,
  );
  const tryInside = useCallback(() => update(userId, (framing) => tryAgain(framing, label)), [userId, label]);
  return { isOutside, tryInside };
}

/** The app view is shown: judges how it was left before. */
export function noteArrival(userId: string | undefined, label: string, arrival: Arrival): void {
  update(userId, (framing) => arrive(framing, label, arrival));
}

/** The app has stayed inside: whatever was thought of it was wrong. */
export function noteStay(userId: string | undefined, label: string): void {
  update(userId, (framing) => stay(framing, label));
}

/** The page goes away, by no link of its own. Written before this returns, for nothing runs after. */
export function noteLeaving(userId: string | undefined, label: string): void {
  update(userId, (framing) => leave(framing, label));
}

export function arrive(framing: Framing, label: string, arrival: Arrival): Framing {
  const leavings = framing.left[label] ?? 0;
  if (leavings === 0 || framing.outside.includes(label)) return framing;
  // Who reloads stays where they are: the leaving was theirs.
  if (arrival === "reload") return stay(framing, label);
  if (arrival === "navigate" && leavings < mostEarlyLeavings) return framing;
  return { ...stay(framing, label), outside: [...framing.outside, label] };
}

export function leave(framing: Framing, label: string): Framing {
  return { ...framing, left: { ...framing.left, [label]: (framing.left[label] ?? 0) + 1 } };
}

export function stay(framing: Framing, label: string): Framing {
  if (framing.left[label] === undefined) return framing;
  const { [label]: _gone, ...left } = framing.left;
  return { ...framing, left };
}

export function tryAgain(framing: Framing, label: string): Framing {
  return { ...stay(framing, label), outside: framing.outside.filter((each) => each !== label) };
}

function update(userId: string | undefined, change: (framing: Framing) => Framing): void {
  const before = read(userId);
  const after = change(before);
  if (userId === undefined || after === before) return;
  try {
    localStorage.setItem(framingKey, JSON.stringify(after));
    dispatchEvent(new Event(changed));
  } catch {
    // Nothing can be kept here: the app is tried inside each time.
  }
}

function read(userId: string | undefined): Framing {
  const nothing: Framing = { userId: userId ?? "", outside: [], left: {} };
  try {
    const kept = JSON.parse(localStorage.getItem(framingKey) ?? "null") as Framing | null;
    return kept?.userId === userId && kept ? kept : nothing;
  } catch {
    return nothing;
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
