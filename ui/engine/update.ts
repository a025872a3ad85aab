"use client";
import { page } from "./page.ts";
import { useSignal } from "./use-signal.ts";

/** When no new worker takes over within this time the page is loaded again anyway. */
const takeOverMs = 3_000;

/** Whether a new version waits, and what starts it: `apply` loads this page again, and leaves the other tabs alone. */
export function useUpdate(): { ready: boolean; apply(): void } {
  const waiting = useSignal(page.waitingWorker, null);
  return {
    ready: waiting !== null,
    apply() {
      if (!waiting) return;
      const reload = () => location.reload();
      // Another tab may have let it in already; then there is nothing to wait for.
      if (waiting.state !== "installed") return reload();
      navigator.serviceWorker.addEventListener("controllerchange", reload, { once: true });
      setTimeout(reload, takeOverMs);
      waiting.postMessage({ type: "take-over" });
    },
  };
}
