import ChevronRight from "lucide-react/icons/chevron-right";
import Globe from "lucide-react/icons/globe";
import { useConnection } from "#ui/engine/connection.ts";
import { ScreenLink } from "#ui/frame/link.tsx";
import { primaryId } from "./choose.ts";
import { useRegions } from "./regions.tsx";
import { reachOf, sayMs, sayReach } from "./say-distance.ts";

/** Which region apps open through, in one line that leads to the choice; nothing where that is the door itself. */
export function RegionLine() {
  const { used, distances } = useRegions();
  const isOffline = useConnection().state === "offline";
  if (!used || used.id === primaryId) return null;
  const distance = distances[used.url];
  const ms = sayMs(distance);
  return (
    <ScreenLink
      href="/regions"
      className="mt-1 flex min-h-14 items-center gap-3.5 rounded-card px-4 py-2.5 transition-colors hover:bg-[color-mix(in_oklab,transparent_96%,var(--text))]"
    >
      <span className="flex size-9 shrink-0 items-center justify-center rounded-control bg-[color-mix(in_oklab,transparent_92%,var(--muted))] text-muted tight:hidden">
        <Globe className="size-4.5" />
      </span>
      <span className="min-w-0 flex-1">
        <span className="block font-medium wrap-anywhere">Apps open via {used.name}</span>
        <span className="block text-13 text-muted tabular-nums">
          {sayReach(reachOf(used, distance), distance, isOffline)}
          {ms && `, ${ms}`}
        </span>
      </span>
      <ChevronRight className="size-4.5 shrink-0 text-muted" />
    </ScreenLink>
  );
}
