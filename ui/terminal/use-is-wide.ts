import { useSyncExternalStore } from "react";

/** Wide enough for a desktop's ways: `desk` of the design's tokens. */
const query = "(width >= 48rem)";

export function useIsWide(): boolean {
  return useSyncExternalStore(
    watch,
    () => matchMedia(query).matches,
    () => false,
  );
}

function watch(listener: () => void): () => void {
  const media = matchMedia(query);
  media.addEventListener("change", listener);
  return () => media.removeEventListener("change", listener);
}
