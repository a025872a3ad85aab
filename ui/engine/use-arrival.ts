import { useEffect, useEffectEvent, useRef, useState } from "react";

const lookEveryMs = 2_000;
/** As long as it takes to read that it is there. */
const readMs = 1_500;

export type Arrival = "waiting" | "connected" | "removed";

export interface Awaited {
  /** How it stands; null where that cannot be known now, and is looked for again. */
  look: (signal: AbortSignal) => Promise<"there" | "away" | "removed" | null>;
  /** It is there with what it had before: it has not arrived until it has been seen away. */
  isThereStill: boolean;
  /** How long it may be taken for there when it is away already; then it is believed without. ms */
  staleMs?: number;
}

/** Waits until something connects that a person starts elsewhere. `onRead` is called when that could be read. */
export function useArrival({ look, isThereStill, staleMs = Infinity }: Awaited, onRead: () => void): Arrival {
  const [arrival, setArrival] = useState<Arrival>("waiting");
  const wasAway = useRef(!isThereStill);
  const lookNow = useEffectEvent(look);
  const read = useEffectEvent(onRead);
  useEffect(() => {
    if (arrival !== "waiting") return;
    const startedAt = performance.now();
    const looking = new AbortController();
    const lookOnce = async () => {
      const state = await lookNow(looking.signal);
      if (looking.signal.aborted || state === null) return;
      if (state === "removed") return setArrival("removed");
      if (state === "away") wasAway.current = true;
      else if (wasAway.current || performance.now() - startedAt > staleMs) setArrival("connected");
    };
    const timer = setInterval(() => void lookOnce(), lookEveryMs);
    return () => {
      clearInterval(timer);
      looking.abort();
    };
  }, [arrival, staleMs]);
  useEffect(() => {
    if (arrival !== "connected") return;
    const timer = setTimeout(() => read(), readMs);
    return () => clearTimeout(timer);
  }, [arrival]);
  return arrival;
}
