import Ellipsis from "lucide-react/icons/ellipsis";
import { Badge } from "#ui/design/badge.tsx";
import { IconButton } from "#ui/design/button.tsx";
import { classNames } from "#ui/design/class-names.ts";
import { ItemIcon } from "./app-icon.tsx";
import { HealthFact, SharingBadge, SharingFact } from "./facts.tsx";
import type { Item } from "./item.ts";
import type { Placed } from "./keep-places.ts";
import { sayHeldBack } from "./say-sharing.ts";
import { OpenLink, sayOpen } from "./open-link.tsx";

interface ItemProps {
  place: Placed<Item>;
  onMore: (item: Item) => void;
}

/** An app or a port as a row of its workspace: lines on a phone, columns where there is room (items.css). */
export function ItemRow({ place: { value: item, isNew, isGone }, onMore }: ItemProps) {
  return (
    <li className="item-place">
      <div className={classNames("item-row", isDimmed(item, isGone) && dimmedLook)}>
        <ItemIcon item={item} />
        <div className="flex flex-wrap items-center gap-x-2 [grid-area:name]">
          <Name item={item} isGone={isGone} />
          <SharingBadge sharing={item.sharing} />
          {isNew && !isGone && <Badge tone="good">New</Badge>}
        </div>
        <div className="item-facts">
          <HealthFact item={item} isGone={isGone} />
          <SharingFact sharing={item.sharing} sharedUntil={item.sharedUntil} />
        </div>
        {item.heldBack && <p className="item-held">{sayHeldBack(item.heldBack)}</p>}
        <More item={item} onMore={onMore} />
      </div>
    </li>
  );
}

/** A pinned app or port: large enough for a thumb that does not look. */
export function ItemTile({ place: { value: item, isGone }, onMore }: ItemProps) {
  return (
    <li className={classNames("item-tile", isDimmed(item, isGone) && dimmedLook)}>
      <ItemIcon item={item} large />
      <div className="flex min-w-0 items-center gap-2 [grid-area:name]">
        <Name item={item} isGone={isGone} />
      </div>
      <div className="grid gap-0.5 text-13 text-muted [grid-area:facts]">
        <HealthFact item={item} isGone={isGone} />
        <SharingFact sharing={item.sharing} sharedUntil={item.sharedUntil} />
      </div>
      <More item={item} onMore={onMore} />
    </li>
  );
}

/** The link covers all that is around it (items.css); what has gone, or has no address, leads nowhere. */
function Name({ item, isGone }: { item: Item; isGone: boolean }) {
  const words = item.app ? (
    <bdi aria-hidden="true">{item.name}</bdi>
  ) : (
    <span aria-hidden="true" className="flex items-baseline gap-2">
      <span className="font-mono tabular-nums">{item.name}</span>
      {item.port?.process !== undefined && <bdi className="truncate font-normal text-muted">{item.port.process}</bdi>}
    </span>
  );
  if (isGone || item.href === "") {
    return (
      <span className="min-w-0 font-medium">
        {words}
        <bdi className="sr-only">{item.name}</bdi>
      </span>
    );
  }
  return (
    <OpenLink item={item} className="item-open min-w-0 font-medium">
      <span className="sr-only">{sayOpen(item)}</span>
      {words}
    </OpenLink>
  );
}

function More({ item, onMore }: { item: Item; onMore: (item: Item) => void }) {
  const { app, name } = item;
  return (
    <IconButton
      className="relative [grid-area:end]"
      label={`More about ${app ? name : `port ${name}`}`}
      icon={<Ellipsis className="size-5" />}
      onClick={() => onMore(item)}
    />
  );
}

/** It can be read, but not be used now. */
function isDimmed({ workspace }: Item, isGone: boolean): boolean {
  return isGone || workspace.state === "offline";
}

/** The words stay readable: only what stands for them grows faint. */
const dimmedLook = "text-muted [&>.item-icon]:opacity-60";
