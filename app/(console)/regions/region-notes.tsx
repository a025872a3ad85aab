import RotateCw from "lucide-react/icons/rotate-cw";
import TriangleAlert from "lucide-react/icons/triangle-alert";
import Zap from "lucide-react/icons/zap";
import type { ReactNode } from "react";
import type { RegionView } from "#protocol/regions.ts";
import { Button } from "#ui/design/button.tsx";
import { Note } from "#ui/design/note.tsx";
import type { Tone } from "#ui/design/badge.tsx";
import { findNearer, findWanted, nothingKept } from "#ui/regions/choose.ts";
import { useRegions } from "#ui/regions/regions.tsx";

/** What there is to say about the choice, under the list, so that nothing moves when it comes. Milliseconds are not read aloud. */
export function RegionNotes({ regions }: { regions: readonly RegionView[] }) {
  const { distances, kept, keep, used } = useRegions();
  const wanted = findWanted(regions, kept);
  const nearer = findNearer(regions, distances, kept);
  const barred = regions.filter(({ url, healthy }) => healthy && distances[url]?.kind === "barred");
  return (
    <div role="status" className="mt-4 grid gap-2.5 empty:mt-0">
      {wanted && used && wanted.id !== used.id && (
        <Line tone="warn" icon={<TriangleAlert />}>
          {wanted.name} is out of reach. Until it is back, apps open through {used.name}.
        </Line>
      )}
      {nearer && (
        <Line icon={<Zap />} end={<Button onClick={() => keep(nothingKept)}>Choose anew</Button>}>
          {nearer.name} is much nearer now.
        </Line>
      )}
      {barred.length > 0 && (
        <Line icon={<RotateCw />} end={<Button onClick={() => location.reload()}>Reload</Button>}>
          {barred.map(({ name }) => name).join(", ")} came after this page was loaded. Reload to see how far it is.
        </Line>
      )}
    </div>
  );
}

function Line({ tone = "plain", icon, end, children }: { tone?: Tone; icon: ReactNode; end?: ReactNode; children: ReactNode }) {
  return (
    <Note tone={tone} icon={icon}>
      <span className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <span className="min-w-0 flex-1 basis-52">{children}</span>
        {end}
      </span>
    </Note>
  );
}
