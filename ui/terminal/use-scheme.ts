import { useSyncExternalStore } from "react";
import { useAppearance } from "#ui/engine/appearance.ts";
import type { TerminalSettings } from "./settings.ts";

/** Light or dark, as the terminal is to be drawn now: the person's choice for terminals, else the door's, else the system's. */
export function useScheme(chosen: TerminalSettings["theme"]): "light" | "dark" {
  const { theme } = useAppearance();
  const isSystemDark = useSyncExternalStore(watchSystem, readSystem, () => true);
  if (chosen !== "door") return chosen;
  return theme === "system" ? (isSystemDark ? "dark" : "light") : theme;
}

const query = "(prefers-color-scheme: dark)";

function watchSystem(listener: () => void): () => void {
  const media = matchMedia(query);
  media.addEventListener("change", listener);
  return () => media.removeEventListener("change", listener);
}

function readSystem(): boolean {
  return matchMedia(query).matches;
}
