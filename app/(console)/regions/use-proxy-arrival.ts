import { useEffect, useEffectEvent, useState } from "react";
import type { ProxyView } from "#protocol/regions.ts";
import { callApi } from "#ui/engine/api.ts";

const askEveryMs = 2_000;
/** As long as it takes to read that it is there. */
const readMs = 1_500;
/** So long the door may take one for alive that was cut off (aliveForMs at the door), and a little more. */
const staleMs = 20_000;

/**
 * Waits until a proxy connects with its new command; `onRead` is called when that could be read. One that is still taken for healthy with the
 * command before has not arrived: it has to be seen away first, or to be there for longer than a door is mistaken.
 */
export function useProxyArrival({ id, healthy }: ProxyView, onRead: () => void): "waiting" | "connected" | "removed" {
  const [arrival, setArrival] = useState<"waiting" | "connected" | "removed">("waiting");
  const read = useEffectEvent(onRead);
  useEffect(() => {
    if (arrival !== "waiting") return;
    const startedAt = performance.now();
    let wasAway = !healthy;
    const asking = new AbortController();
    const ask = async () => {
      const answer = await callApi<{ proxies: ProxyView[] }>("/proxies", { passive: true, signal: asking.signal }).catch(() => null);
      if (asking.signal.aborted || answer === null) return;
      const proxy = answer.proxies.find((each) => each.id === id);
      if (!proxy) return setArrival("removed");
      if (!proxy.healthy) wasAway = true;
      else if (wasAway || performance.now() - startedAt > staleMs) setArrival("connected");
    };
    const timer = setInterval(() => void ask(), askEveryMs);
    return () => {
      clearInterval(timer);
      asking.abort();
    };
  }, [arrival, id, healthy]);
  useEffect(() => {
    if (arrival !== "connected") return;
    const timer = setTimeout(() => read(), readMs);
    return () => clearTimeout(timer);
  }, [arrival]);
  return arrival;
}
