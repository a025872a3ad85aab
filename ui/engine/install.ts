"use client";
/** Installing the door as an app: the browser's prompt where there is one, instructions where there is none, and never a nag. */
import { useCallback, useSyncExternalStore } from "react";
import { installPromptSlot } from "./boot-script.ts";
import { page, type InstallPrompt } from "./page.ts";
import { useSignal } from "./use-signal.ts";

export type InstallKind = "prompt" | "ios" | "macos-safari" | "none";

const dismissedKey = "latchkey-install-dismissed";
const installedModes = ["standalone", "window-controls-overlay", "minimal-ui", "fullscreen"];

/**
 * `kind`: how this browser installs. `installed`: this very window is the installed app, or it was installed a moment ago.
 * `prompt` answers whether the person accepted. `dismiss` is for good.
 */
export function useInstall() {
  const prompted = useSignal(page.installPrompt, null);
  const inApp = useInstalledWindow();
  const platform = useSyncExternalStore(never, findPlatform, () => "none" as const);
  const isDismissed = useSyncExternalStore(page.installDismissed.subscribe, readDismissed, () => true);
  const installed = useSignal(page.justInstalled, false) || inApp;
  const prompt = useCallback(async () => {
    const event = page.installPrompt.get();
    if (!event) return false;
    // It can be used once; Chromium fires another when the person says no.
    page.installPrompt.set(null);
    return (await event.prompt()).outcome === "accepted";
  }, []);
  const kind: InstallKind = installed ? "none" : prompted ? "prompt" : platform;
  return { kind, installed, prompt, dismissed: isDismissed, dismiss };
}

/** Picks up what the boot script caught, and asks for lasting storage where the door is installed. Returns what ends it. */
export function watchInstall(): () => void {
  const take = () => page.installPrompt.set((window as { [installPromptSlot]?: InstallPrompt })[installPromptSlot] ?? null);
  const onInstalled = () => {
    page.installPrompt.set(null);
    page.justInstalled.set(true);
    void persistStorage();
  };
  take();
  addEventListener(installPromptSlot, take);
  addEventListener("appinstalled", onInstalled);
  if (isInstalledWindow()) void persistStorage();
  return () => {
    removeEventListener(installPromptSlot, take);
    removeEventListener("appinstalled", onInstalled);
  };
}

/** Whether this window is the installed app's own; false on the server and while hydrating. */
export function useInstalledWindow(): boolean {
  return useSyncExternalStore(watchDisplayMode, isInstalledWindow, () => false);
}

/** Whether this window is the installed app's own. */
export function isInstalledWindow(): boolean {
  return (
    installedModes.some((mode) => matchMedia(`(display-mode: ${mode})`).matches) ||
    ("standalone" in navigator && navigator.standalone === true)
  );
}

/** How a browser without a prompt installs. `touchPoints`: an iPad says that it is a Mac, but has a touch screen. */
export function platformOf(userAgent: string, touchPoints: number): Exclude<InstallKind, "prompt"> {
  const isMac = userAgent.includes("Macintosh");
  if (/iPhone|iPad|iPod/.test(userAgent) || (isMac && touchPoints > 1)) return "ios";
  // Safari 17 brought "Add to Dock". Every other browser on a Mac names itself as well.
  const version = /Version\/(\d+)(?:\.\d+)* Safari\//.exec(userAgent)?.[1];
  return isMac && Number(version) >= 17 && !/Chrome|Chromium|CriOS|FxiOS|Edg/.test(userAgent) ? "macos-safari" : "none";
}

function findPlatform(): Exclude<InstallKind, "prompt"> {
  return platformOf(navigator.userAgent, navigator.maxTouchPoints);
}

/** So that the browser does not clear the device key when it runs short of space. Asks nothing of the person in an installed app. */
async function persistStorage(): Promise<void> {
  try {
    if (!(await navigator.storage.persisted())) await navigator.storage.persist();
  } catch {
    // Not there: the session doctor shows it.
  }
}

function dismiss(): void {
  try {
    localStorage.setItem(dismissedKey, "1");
  } catch {
    // Then it is dismissed for this page.
  }
  page.installDismissed.set(true);
}

function readDismissed(): boolean {
  try {
    return page.installDismissed.get() || localStorage.getItem(dismissedKey) === "1";
  } catch {
    return page.installDismissed.get();
  }
}

function watchDisplayMode(listener: () => void): () => void {
  const queries = installedModes.map((mode) => matchMedia(`(display-mode: ${mode})`));
  for (const query of queries) query.addEventListener("change", listener);
  return () => queries.forEach((query) => query.removeEventListener("change", listener));
}

function never(): () => void {
  return () => {};
}
