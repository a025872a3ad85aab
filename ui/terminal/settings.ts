/** How terminals look on this device: kept in this browser, the same in all its tabs, as the theme of the door is (ui/engine/appearance.ts). */
import { useCallback, useMemo, useSyncExternalStore } from "react";

export interface TerminalSettings {
  /** Pixels. */
  fontSize: number;
  /** `door`: light or dark as the rest of the door. */
  theme: "door" | "light" | "dark";
  /** `system`: the platform's own monospace font. */
  font: "jetbrains" | "system";
  /** What is on the screen is there for a screen reader too. Slower, and so not on by itself. */
  screenReader: boolean;
}

export const leastFontSize = 8;
export const mostFontSize = 28;
export const defaultSettings: TerminalSettings = { fontSize: 14, theme: "door", font: "jetbrains", screenReader: false };

const settingsKey = "latchkey-terminal";
const changed = "latchkey-terminal-changed";

/** Where storage is refused, the settings stay as by default. */
export function useTerminalSettings(): { settings: TerminalSettings; change(some: Partial<TerminalSettings>): void } {
  const text = useSyncExternalStore(watch, read, () => null);
  const settings = useMemo(() => parseSettings(text), [text]);
  const change = useCallback((some: Partial<TerminalSettings>) => {
    try {
      localStorage.setItem(settingsKey, JSON.stringify({ ...parseSettings(read()), ...some }));
    } catch {
      // Nothing can be kept here.
    }
    dispatchEvent(new Event(changed));
  }, []);
  return { settings, change };
}

/** Whatever was kept, by this build or another: what is missing or makes no sense is as by default. */
export function parseSettings(text: string | null): TerminalSettings {
  const kept = parse(text);
  const { fontSize, theme, font, screenReader } = kept;
  return {
    fontSize: typeof fontSize === "number" && Number.isFinite(fontSize) ? clampFontSize(fontSize) : defaultSettings.fontSize,
    theme: theme === "light" || theme === "dark" ? theme : "door",
    font: font === "system" ? "system" : "jetbrains",
    screenReader: screenReader === true,
  };
}

/** Whole pixels: letters between two sizes are blurred. */
export function clampFontSize(pixels: number): number {
  return Math.min(mostFontSize, Math.max(leastFontSize, Math.round(pixels)));
}

function parse(text: string | null): Record<string, unknown> {
  try {
    const kept: unknown = JSON.parse(text ?? "{}");
    return typeof kept === "object" && kept !== null ? (kept as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

function read(): string | null {
  try {
    return localStorage.getItem(settingsKey);
  } catch {
    return null;
  }
}

function watch(listener: () => void): () => void {
  const onStorage = ({ key }: StorageEvent) => key === settingsKey && listener();
  addEventListener("storage", onStorage);
  addEventListener(changed, listener);
  return () => {
    removeEventListener("storage", onStorage);
    removeEventListener(changed, listener);
  };
}
