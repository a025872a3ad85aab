import { useEffect, useMemo, useRef, useState } from "react";
import type { RegionView } from "#protocol/regions.ts";
import { page } from "#ui/engine/page.ts";
import { primaryId, type Distance, type Distances } from "./choose.ts";
import { forgetUnhealthy, takeDue, type Gateway } from "./due.ts";
import { measureLatency } from "./measure-latency.ts";

const lookEveryMs = 5_000;

/**
 * How far the gateways are, measured again and again while the page is seen. The door alone is not measured: there is nothing to choose.
 * `refresh` asks the door for its gateways again.
 */
export function useDistances(regions: readonly RegionView[] | undefined, refresh: () => Promise<void>): Distances {
  const [distances, setDistances] = useState<Distances>({});
  const [known] = useState(() => ({ startedAt: new Map<string, number>(), barred: new Set<string>() }));
  const askAgain = useRef(refresh);
  useEffect(() => void (askAgain.current = refresh), [refresh]);
  // The list is asked for now and then; the measuring begins anew only when it says something else.
  const told = JSON.stringify((regions ?? []).map(({ id, url, healthy }) => ({ id, url, healthy })));
  const gateways = useMemo(() => JSON.parse(told) as Gateway[], [told]);

  useEffect(() => {
    if (gateways.length < 2) return;
    const { barred } = known;
    const note = (found: readonly (readonly [string, Distance])[]) => setDistances((before) => merge(before, found, barred));
    const measureDue = async () => {
      if (document.visibilityState !== "visible" || page.connection.get().state !== "online") return;
      const due = takeDue(gateways, known, performance.now());
      const found = await Promise.all(
        due.map(async (gateway) => {
          const told = [gateway.url, await measure(gateway)] as const;
          if (told[1].kind === "measured") note([told]);
          return told;
        }),
      );
      if (found.every(([, { kind }]) => kind === "measured")) return;
      // Where the door does not answer either, the network is gone, and that says nothing of any gateway.
      await askAgain.current();
      if (page.connection.get().state === "online") note(found.filter(([, { kind }]) => kind === "silent"));
    };
    const bar = ({ effectiveDirective, blockedURI }: SecurityPolicyViolationEvent) => {
      const gateway = gateways.find(({ url }) => URL.canParse(blockedURI) && new URL(blockedURI).origin === url);
      if (effectiveDirective !== "connect-src" || !gateway) return;
      barred.add(gateway.url);
      note([[gateway.url, { kind: "barred" }]]);
    };
    const look = () => void measureDue();
    look();
    const timer = setInterval(look, lookEveryMs);
    document.addEventListener("visibilitychange", look);
    document.addEventListener("securitypolicyviolation", bar);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", look);
      document.removeEventListener("securitypolicyviolation", bar);
      // Its silence from before is forgotten with it.
      const gone = forgetUnhealthy(gateways, known);
      if (gone.length > 0) setDistances((before) => Object.fromEntries(Object.entries(before).filter(([url]) => !gone.includes(url))));
    };
  }, [gateways, known]);
  return distances;
}

/** The door itself is where this page is from, under whichever of its names. */
async function measure({ id, url }: Gateway): Promise<Distance> {
  try {
    return { kind: "measured", ms: await measureLatency(id === primaryId ? location.origin : url) };
  } catch {
    return { kind: "silent" };
  }
}

/** What the page's policy bars stays so until it is loaded again; its request fails as well, earlier or later. */
function merge(before: Distances, found: readonly (readonly [string, Distance])[], barred: ReadonlySet<string>): Distances {
  return found.length === 0
    ? before
    : { ...before, ...Object.fromEntries(found.map(([url, distance]) => [url, barred.has(url) ? { kind: "barred" } : distance])) };
}
