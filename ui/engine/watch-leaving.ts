import { earlyMs, noteArrival, noteLeaving, type Arrival } from "./framing.ts";
import { page } from "./page.ts";

/** A link of the page, or a script of ours, is followed by the end of the page within this time. ms. */
const ownMs = 1_000;

/**
 * Sees how the app view is left: by an own link, or by the app in it. Judges how it was left before, at once and whenever the browser brings
 * the page back as it was. `loadedAt`: when the app had loaded, on the clock of performance.now(); null while it loads. Returns what ends it.
 */
export function watchLeaving(userId: string | undefined, label: string, loadedAt: () => number | null): () => void {
  let ownAt = -Infinity;
  const onOwn = () => (ownAt = performance.now());
  const onHide = () => {
    const since = loadedAt();
    const isEarly = since === null || performance.now() - since < earlyMs;
    if (isEarly && !page.leaving.get() && performance.now() - ownAt > ownMs) noteLeaving(userId, label);
  };
  const onShow = ({ persisted }: PageTransitionEvent) => persisted && noteArrival(userId, label, "back_forward");
  // Fired for navigations that this origin begins, and not for those of a frame of another origin (HTML, "fire a push/replace/reload navigate event").
  const { navigation } = window as { navigation?: EventTarget };
  navigation?.addEventListener("navigate", onOwn);
  document.addEventListener("click", onOwn, true);
  addEventListener("pagehide", onHide);
  addEventListener("pageshow", onShow);
  noteArrival(userId, label, arrivalOf(location.href));
  return () => {
    navigation?.removeEventListener("navigate", onOwn);
    document.removeEventListener("click", onOwn, true);
    removeEventListener("pagehide", onHide);
    removeEventListener("pageshow", onShow);
  };
}

/** How the browser came to this address; a screen that was reached without loading a document was reached by a link. */
function arrivalOf(href: string): Arrival {
  const [entry] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
  if (!entry || entry.name !== href) return "navigate";
  return entry.type === "back_forward" || entry.type === "reload" ? entry.type : "navigate";
}
