/**
 * The service worker's registration. Ours and not next-pwa's: that one never runs in the app router, and it reloads pages by itself.
 * A new worker waits until a person says "Reload", unless the page is already of its build: then there is nothing to interrupt.
 */
import type { WorkerAnswer, WorkerMessage } from "#protocol/worker.ts";
import { pageBuildId } from "./build-id.ts";
import { page } from "./page.ts";

const checkEveryMs = 60 * 60 * 1000;
/** A person who switches to the app every few seconds does not need a check each time. */
const checkAtMostEveryMs = 60 * 1000;

/** Registers the worker once the page is loaded and idle, and looks for new ones. Returns what ends the looking. */
export function registerWorker(): () => void {
  // Not in development, and not on plain http from another machine: that is no secure context.
  if (pageBuildId() === null || !("serviceWorker" in navigator)) return () => {};
  let lastCheckAt = Date.now();
  const check = (atMostEveryMs: number) => {
    if (document.hidden || Date.now() - lastCheckAt < atMostEveryMs) return;
    lastCheckAt = Date.now();
    void checkForUpdate();
  };
  const onVisibility = () => check(checkAtMostEveryMs);
  const timer = setInterval(() => check(checkEveryMs), checkAtMostEveryMs);
  document.addEventListener("visibilitychange", onVisibility);
  whenIdle(() => void register());
  return () => {
    clearInterval(timer);
    document.removeEventListener("visibilitychange", onVisibility);
  };
}

/** Asks the door for a new worker. Never throws: without network there is none. */
export async function checkForUpdate(): Promise<void> {
  try {
    await (await navigator.serviceWorker.getRegistration())?.update();
  } catch {
    // Offline, or in the middle of a deployment: the next check will find it.
  }
}

/** Sends a worker a message and waits for its answer. Null when none comes within a second. */
export function askWorker(worker: ServiceWorker, message: WorkerMessage): Promise<WorkerAnswer | null> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data }: MessageEvent<WorkerAnswer>) => resolve(data);
    setTimeout(() => resolve(null), 1000);
    worker.postMessage(message, [port2]);
  });
}

async function register(): Promise<void> {
  try {
    const registration = await navigator.serviceWorker.register("/sw.js", { scope: "/", updateViaCache: "none" });
    if (registration.waiting) void consider(registration.waiting);
    registration.addEventListener("updatefound", () => {
      const { installing } = registration;
      installing?.addEventListener("statechange", () => {
        // Without a controller it is the first one, and takes over by itself.
        if (installing.state === "installed" && navigator.serviceWorker.controller) void consider(installing);
      });
    });
  } catch {
    // Storage is full or switched off. The door works without; the session doctor says so.
  }
}

async function consider(worker: ServiceWorker): Promise<void> {
  const answer = await askWorker(worker, { type: "version" });
  if (answer?.buildId === pageBuildId()) worker.postMessage({ type: "take-over" } satisfies WorkerMessage);
  else page.waitingWorker.set(worker);
}

function whenIdle(work: () => void): void {
  const soon = () => ("requestIdleCallback" in window ? requestIdleCallback(work, { timeout: 3000 }) : setTimeout(work, 500));
  if (document.readyState === "complete") soon();
  else addEventListener("load", soon, { once: true });
}
