/**
 * What is declared where there is no workspace: nothing. Guards what there is: a stranger's question costs the same queries, as often, whether or
 * not the machine exists, so that time does not tell it apart.
 */
import type { Clock } from "../clock.ts";
import type { Store } from "../store.ts";
import { createCatalog, type AppsSource, type Catalog } from "./catalog.ts";

const maxKept = 500;
const nothing: AppsSource = {
  read: () => Promise.resolve({ apps: [], problem: null, changed: false }),
  isChanged: () => Promise.resolve(false),
};

/** Gives one for a name of a machine and of its owner; remembered for a while, as that of a workspace is. */
export function createUnknownCatalogs({ store, clock }: { store: Pick<Store, "apps">; clock: Clock }): (name: string) => Catalog {
  const ceilings = () => ({ server: "owner", machine: "owner", publicBefore: null }) as const;
  const known = new Map<string, Catalog>();
  return (name) => {
    const before = known.get(name);
    if (before) return before;
    const limits = () => ({ now: clock(), ownPorts: [], longestSlug: 0 });
    const catalog = createCatalog({
      ceilings,
      workspaceId: `none ${name}`,
      store,
      file: nothing,
      limits,
      clock,
      onFileChange: () => undefined,
    });
    known.set(name, catalog);
    for (const oldest of known.keys()) {
      if (known.size <= maxKept) break;
      known.delete(oldest);
    }
    return catalog;
  };
}
