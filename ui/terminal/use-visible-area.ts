import { useEffect, type RefObject } from "react";

/**
 * Keeps an element as high as what can be seen of the page. Android takes the keyboard away from the page itself (interactive-widget in
 * app/layout.tsx); iOS lays it over the page, and moves the page under it: only the visual viewport knows.
 */
export function useVisibleArea(element: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const viewport = window.visualViewport;
    if (!viewport) return;
    const follow = () => {
      const { style } = element.current ?? {};
      // Somebody looks closer: then the area is what they look at, and not what there is.
      if (!style || viewport.scale > 1.01) return;
      const isCovered = innerHeight - viewport.height > 1;
      style.setProperty("--view-top", isCovered ? `${viewport.offsetTop}px` : "0px");
      style.setProperty("--view-height", isCovered ? `${viewport.height}px` : "100%");
      // The home indicator is under the keyboard then.
      style.setProperty("--view-safe-bottom", isCovered ? "0px" : "var(--safe-bottom)");
    };
    follow();
    viewport.addEventListener("resize", follow);
    viewport.addEventListener("scroll", follow);
    return () => {
      viewport.removeEventListener("resize", follow);
      viewport.removeEventListener("scroll", follow);
    };
  }, [element]);
}
