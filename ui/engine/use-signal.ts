import { useSyncExternalStore } from "react";
import type { Signal } from "./signal.ts";

/** The value of a signal. On the server, and while hydrating, the value it began with. */
export function useSignal<T>(signal: Signal<T>, initial: T): T {
  return useSyncExternalStore(signal.subscribe, signal.get, () => initial);
}
