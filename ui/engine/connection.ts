"use client";
import { connected, page, type Connection } from "./page.ts";
import { useSignal } from "./use-signal.ts";

export type { Connection } from "./page.ts";

/**
 * Whether the door can be reached: `offline` when nothing answers, `unavailable` when it answers 503, with the time since when (ms since
 * the epoch). Every call of the API tells it, and the live socket keeps asking until it is `online` again.
 */
export function useConnection(): Connection {
  return useSignal(page.connection, connected);
}
