import Ellipsis from "lucide-react/icons/ellipsis";
import { useId } from "react";
import type { RegionView } from "#protocol/regions.ts";
import { Badge } from "#ui/design/badge.tsx";
import { IconButton } from "#ui/design/button.tsx";
import { HostText } from "#ui/design/host-text.tsx";
import { useConnection } from "#ui/engine/connection.ts";
import { findWanted, nearest, nothingKept, primaryId, type Distance } from "#ui/regions/choose.ts";
import { useRegions } from "#ui/regions/regions.tsx";
import { reachOf, sayMs, sayReach, type Reach } from "#ui/regions/say-distance.ts";
import { useIsInBrowser } from "#ui/time/now.tsx";
import { RegionNotes } from "./region-notes.tsx";

interface RegionPickerProps {
  regions: readonly RegionView[];
  /** For those who run the door: more about the proxy that a region is. */
  onMore?: (regionId: string) => void;
}

/** The gateways with how far they are, and which one apps open through: the nearest, or one that a person chose. */
export function RegionPicker({ regions, onMore }: RegionPickerProps) {
  const { distances, kept, keep, used } = useRegions();
  // What this device keeps is known here alone.
  const isInBrowser = useIsInBrowser();
  const isChosen = (choice: string) => isInBrowser && kept.choice === choice;
  const found = kept.choice === nearest ? findWanted(regions, kept) : null;
  const noteId = useId();
  return (
    <>
      <fieldset>
        <legend className="sr-only">Apps open through</legend>
        <ul role="list" className="divide-y divide-line overflow-clip rounded-card border border-line bg-surface">
          <li className="region-row">
            <label className="region-choice">
              <input
                type="radio"
                name="region"
                aria-label="Nearest"
                aria-describedby={noteId}
                checked={isChosen(nearest)}
                onChange={() => keep(nothingKept)}
              />
              <span className="region-name">Nearest</span>
              <span id={noteId} className="region-host">
                {isInBrowser && found ? `${found.name}, and it stays so while it is in reach` : "Chosen once for this device, then kept"}
              </span>
            </label>
            {onMore && <span className="icon-button max-desk:hidden" aria-hidden="true" />}
          </li>
          {regions.map((region) => (
            <li key={region.id} className="region-row">
              <RegionChoice
                region={region}
                distance={distances[region.url]}
                isChosen={isChosen(region.id)}
                isUsed={isInBrowser && used?.id === region.id}
                onChoose={() => keep({ ...nothingKept, choice: region.id })}
              />
              {onMore &&
                (region.id === primaryId ? (
                  <span className="icon-button" aria-hidden="true" />
                ) : (
                  <IconButton
                    label={`More about ${region.name}`}
                    icon={<Ellipsis className="size-5" />}
                    onClick={() => onMore(region.id)}
                  />
                ))}
            </li>
          ))}
        </ul>
      </fieldset>
      <RegionNotes regions={regions} />
    </>
  );
}

/** Of the radio button, for who comes to it from elsewhere. */
export function choiceId(regionId: string): string {
  return `region-${regionId}`;
}

interface RegionChoiceProps {
  region: RegionView;
  distance: Distance | undefined;
  isChosen: boolean;
  isUsed: boolean;
  onChoose: () => void;
}

function RegionChoice({ region, distance, isChosen, isUsed, onChoose }: RegionChoiceProps) {
  const id = choiceId(region.id);
  const isOffline = useConnection().state === "offline";
  const reach = reachOf(region, distance);
  const ms = reach === "out" ? null : sayMs(distance);
  return (
    <label className="region-choice">
      <input
        type="radio"
        name="region"
        id={id}
        aria-label={region.name}
        aria-describedby={`${id}-used ${id}-reach ${id}-ms ${id}-host`}
        checked={isChosen}
        onChange={onChoose}
      />
      <span className="region-name">
        <span className="wrap-anywhere">{region.name}</span>
        <span id={`${id}-used`} className="contents">
          {isUsed && <Badge>In use</Badge>}
        </span>
      </span>
      <span id={`${id}-host`} className="region-host font-mono">
        <HostText>{new URL(region.url).host}</HostText>
      </span>
      <span id={`${id}-reach`} className="region-reach">
        <span aria-hidden="true" className={`dot dot-${looks[reach]}`} />
        {sayReach(reach, distance, isOffline)}
      </span>
      <span id={`${id}-ms`} className="region-ms">
        {ms ?? <span aria-hidden="true">–</span>}
      </span>
    </label>
  );
}

const looks: Record<Reach, string> = { near: "good", fair: "warn", far: "bad", out: "out", unknown: "plain" };
