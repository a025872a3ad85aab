/**
 * What counts as use. Everything the page asks by itself is passive; a person's touch, key or return to the page is use, and is told to
 * the door as often as its sliding needs it. Without this a page that is only looked at, for weeks, would be signed out under the eyes of
 * its reader; and one that lies open unwatched would never end.
 */

/** How often use has to be told, by contract.md's sliding rule: min(1 h, lifetime / 10). ms. */
export function toldEveryMs(lifetimeSeconds: number): number {
  return Math.min(3_600, lifetimeSeconds / 10) * 1000;
}

/** Calls `tell` on the person's input, at most every `everyMs`. The page's own loading was the first use. Returns what ends it. */
export function watchAttention(everyMs: number, tell: () => void): () => void {
  let lastAt = Date.now();
  const onInput = () => {
    if (document.hidden || Date.now() - lastAt < everyMs) return;
    lastAt = Date.now();
    tell();
  };
  const kinds = ["pointerdown", "keydown", "wheel"] as const;
  for (const kind of kinds) addEventListener(kind, onInput, { passive: true, capture: true });
  document.addEventListener("visibilitychange", onInput);
  return () => {
    for (const kind of kinds) removeEventListener(kind, onInput, { capture: true });
    document.removeEventListener("visibilitychange", onInput);
  };
}
