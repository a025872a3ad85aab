/** Ended keys are kept for 30 days, so that the door can say why a session ended, and what people did for 90; then they are deleted. */
import type { Clock } from "../clock.ts";
import type { Log } from "../log.ts";
import type { Store } from "../store.ts";

const keepEndedMs = 30 * 86_400_000;
const keepActivityMs = 90 * 86_400_000;
const everyMs = 3_600_000;

/** Starts the hourly clean-up of ended keys, old activity, counted attempts and used challenges; the first a minute after the start. */
export function openPurge({ store, clock, log }: { store: Store; clock: Clock; log: Log }): { close(): void } {
  const run = async () => {
    try {
      const deleted = await store.keys.purge(clock() - keepEndedMs);
      await store.activity.purge(clock() - keepActivityMs);
      await store.sweep(clock());
      if (deleted > 0) log.info("deleted keys that ended over 30 days ago", { deleted });
    } catch (error) {
      log.warn("the clean-up of ended keys has to wait", { error });
    }
  };
  const first = setTimeout(() => void run(), 60_000).unref();
  const timer = setInterval(() => void run(), everyMs).unref();
  return {
    close() {
      clearTimeout(first);
      clearInterval(timer);
    },
  };
}
