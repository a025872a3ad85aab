import type { RegionView } from "#protocol/regions.ts";
import type { Item } from "#ui/workspaces/item.ts";

/**
 * The item with its address at another gateway: the label stays, and host, port and scheme are the region's. As it is for the primary, and for
 * a gateway without hosts for apps. `primary`: seen from the door an address needs no scheme where both have the same.
 */
export function throughRegion(item: Item, region: RegionView | null, primary: RegionView | null): Item {
  if (!region || !primary || region.id === primary.id || region.wildcard === null) return item;
  const host = item.label + region.wildcard.slice(1);
  const scheme = schemeOf(region);
  return { ...item, host, href: scheme === schemeOf(primary) ? `//${host}` : `${scheme}//${host}` };
}

function schemeOf({ url }: RegionView): string {
  return new URL(url).protocol;
}
