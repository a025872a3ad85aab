import { createContext, use, useEffect, useState, useSyncExternalStore, type ReactNode } from "react";

const Context = createContext(0);

/**
 * Gives everything below it the same "now". It begins with the server's, so that the words of the first paint and of hydration
 * are the same, and then follows the clock of this machine.
 */
export function NowProvider({ start, children }: { start: number; children: ReactNode }) {
  const [now, setNow] = useState(start);
  useEffect(() => {
    const follow = () => document.visibilityState === "visible" && setNow(Date.now());
    follow();
    const timer = setInterval(follow, 20_000);
    document.addEventListener("visibilitychange", follow);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", follow);
    };
  }, []);
  return <Context value={now}>{children}</Context>;
}

/** Milliseconds since the epoch, moving every 20 s while the page is seen. */
export function useNow(): number {
  return use(Context);
}

/** False on the server and while hydrating: what depends on the person's time zone waits for true. */
export function useIsInBrowser(): boolean {
  return useSyncExternalStore(
    () => () => undefined,
    () => true,
    () => false,
  );
}
