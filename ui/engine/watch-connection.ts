import { waitMs } from "./live.ts";
import { page } from "./page.ts";

/** Probes while the door cannot be reached, and says when it is back. Returns what ends it. */
export function watchConnection({ probe, onReturn }: { probe(): Promise<void>; onReturn(): void }): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let failures = 0;
  let wasOnline = isOnline();

  const probeSoon = (delayMs: number) => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      probe().catch(() => {
        if (!isOnline()) probeSoon(waitMs(++failures, false));
      });
    }, delayMs);
  };
  const onChange = () => {
    if (isOnline() === wasOnline) return;
    wasOnline = isOnline();
    failures = 0;
    clearTimeout(timer);
    if (wasOnline) onReturn();
    else probeSoon(waitMs(2, false));
  };
  // The browser's word for it is a hint only: a door on this very machine answers without any network.
  const onHint = () => probeSoon(0);

  const stop = page.connection.subscribe(onChange);
  addEventListener("online", onHint);
  addEventListener("offline", onHint);
  if (!wasOnline) probeSoon(waitMs(2, false));
  return () => {
    stop();
    clearTimeout(timer);
    removeEventListener("online", onHint);
    removeEventListener("offline", onHint);
  };
}

function isOnline(): boolean {
  return page.connection.get().state === "online";
}
