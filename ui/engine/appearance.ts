"use client";
/** Light, dark or the system's: kept in this browser, on <html data-theme> and in the colour of the window. theme.ts sets it before the first paint. */
import { useCallback, useSyncExternalStore } from "react";
import { themeColors, themeKey, type Theme } from "#ui/design/theme.ts";

const changed = "latchkey-theme-changed";

/** The chosen theme, in every tab. Where storage is refused the choice lasts as long as the page. */
export function useAppearance(): { theme: Theme; setTheme(theme: Theme): void } {
  const theme = useSyncExternalStore(watchTheme, readTheme, () => "system" as const);
  const setTheme = useCallback((next: Theme) => {
    try {
      if (next === "system") localStorage.removeItem(themeKey);
      else localStorage.setItem(themeKey, next);
    } catch {
      // Shown below all the same.
    }
    showTheme(next);
    dispatchEvent(new Event(changed));
  }, []);
  return { theme, setTheme };
}

/** Follows a choice made in another tab. Returns what ends it. */
export function watchTheme(listener: () => void = () => {}): () => void {
  const onStorage = ({ key, newValue }: StorageEvent) => {
    if (key !== themeKey) return;
    showTheme(parseTheme(newValue));
    listener();
  };
  addEventListener("storage", onStorage);
  addEventListener(changed, listener);
  return () => {
    removeEventListener("storage", onStorage);
    removeEventListener(changed, listener);
  };
}

function showTheme(theme: Theme): void {
  const { dataset } = document.documentElement;
  if (theme === "system") delete dataset["theme"];
  else dataset["theme"] = theme;
  for (const meta of document.querySelectorAll<HTMLMetaElement>('meta[name="theme-color"]')) {
    // One meta for each of the system's colours; a choice says the same in both.
    const own = meta.media.includes("dark") ? "dark" : "light";
    meta.content = themeColors[theme === "system" ? own : theme];
  }
}

function readTheme(): Theme {
  return parseTheme(document.documentElement.dataset["theme"] ?? null);
}

function parseTheme(value: string | null): Theme {
  return value === "light" || value === "dark" ? value : "system";
}
