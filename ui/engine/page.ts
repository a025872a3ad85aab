/**
 * What one loaded page knows of the world around it: the browser's counterpart of the server's runtime.ts, and the only module-level
 * state of the engine. Ends with the page.
 */
import { createSignal } from "./signal.ts";

export interface Connection {
  /** `unavailable`: something answers for the door, but not the door's own database. */
  state: "online" | "offline" | "unavailable";
  /** Since when it is not online, ms since the epoch. */
  since: number | null;
}

export const connected: Connection = { state: "online", since: null };

/** The event of Chromium's that carries its install prompt; in no TypeScript library, because it is in no standard. */
export interface InstallPrompt extends Event {
  prompt(): Promise<{ outcome: "accepted" | "dismissed" }>;
}

export const page = {
  /** Whose screens this page shows; null on the screens for anybody. */
  userId: createSignal<string | null>(null),
  connection: createSignal<Connection>(connected),
  installPrompt: createSignal<InstallPrompt | null>(null),
  /** True when the person said no to installing, in this page. */
  installDismissed: createSignal(false),
  /** True when the door was installed from this page. */
  justInstalled: createSignal(false),
  /** The new service worker that waits for a "Reload". */
  waitingWorker: createSignal<ServiceWorker | null>(null),
  /** True once the page is on its way to the sign-in screen: nothing is kept, asked or shown any more. */
  leaving: createSignal(false),
};
