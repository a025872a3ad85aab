/** How long nothing may be heard of a gateway until it counts as silent, ms. */
const patienceMs = 5_000;
/** A resource's timing is told right after it ended; a browser that does not tell it is not waited for. */
const timingWithinMs = 250;

/**
 * The round trip to the gateway at `origin` in milliseconds, over a connection that is open already: the first request pays for it. As the
 * network itself saw it where the browser tells that (Resource Timing; the gateway allows it), else as the page did. Throws when nothing
 * answers, twice over: one lost packet is no reason to call a gateway silent.
 */
export async function measureLatency(origin: string): Promise<number> {
  const url = `${origin}/latency-check`;
  return measure(url).catch(() => measure(url));
}

async function measure(url: string): Promise<number> {
  await ask(url);
  const startedAt = performance.now();
  const timing = watchTiming(url, startedAt);
  try {
    await ask(url);
    const tookMs = performance.now() - startedAt;
    return (await timing.within(timingWithinMs)) ?? tookMs;
  } finally {
    timing.stop();
  }
}

async function ask(url: string): Promise<void> {
  const response = await fetch(url, {
    ...{ mode: "cors", cache: "no-store", credentials: "omit", redirect: "error", referrerPolicy: "no-referrer" },
    signal: AbortSignal.timeout(patienceMs),
  });
  // To its end, though there is nothing in it: only then its connection is free for the next one.
  await response.arrayBuffer();
  if (!response.ok) throw new Error(`It answers ${response.status}.`);
}

/** Observed and not read from the buffer, which is full after 250 resources. `within` gives null where it is not told in time, ms. */
function watchTiming(url: string, startedAt: number): { within(ms: number): Promise<number | null>; stop(): void } {
  let tell: (ms: number | null) => void = () => {};
  const found = new Promise<number | null>((resolve) => (tell = resolve));
  const observer = new PerformanceObserver((list) => {
    for (const { startTime, requestStart, responseStart } of list.getEntriesByName(url) as PerformanceResourceTiming[]) {
      if (startTime >= startedAt) tell(requestStart > 0 && responseStart > requestStart ? responseStart - requestStart : null);
    }
  });
  observer.observe({ type: "resource" });
  return {
    async within(ms) {
      const timer = setTimeout(() => tell(null), ms);
      return found.finally(() => clearTimeout(timer));
    },
    stop: () => observer.disconnect(),
  };
}
