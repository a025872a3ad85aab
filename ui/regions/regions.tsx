"use client";
import { createContext, use, useEffect, useMemo, type ReactNode } from "react";
import type { RegionView } from "#protocol/regions.ts";
import { useDoorData, useSession } from "#ui/engine/data.tsx";
import { useIsInBrowser } from "#ui/time/now.tsx";
import { findUsed, nothingKept, primaryId, settleNearest, type Distances, type Kept } from "./choose.ts";
import { useKept } from "./kept.ts";
import { useDistances } from "./use-distances.ts";

export interface Regions {
  /** The primary first; empty while nothing is known. */
  regions: readonly RegionView[];
  distances: Distances;
  kept: Kept;
  keep(next: Kept): void;
  /** Through which apps open now; null while nothing is known. */
  used: RegionView | null;
  /** False for the moment in which another region than the primary may be the one. */
  isSettled: boolean;
}

const Context = createContext<Regions>({
  ...{ regions: [], distances: {}, kept: nothingKept, keep: () => undefined, used: null, isSettled: true },
});

/**
 * Around every screen: knows the gateways of a signed-in person, measures them, and keeps the nearest. The same around what is not signed in yet: a
 * screen that began in the shell goes on when the session is known, with everything that was opened or typed in it.
 */
export function RegionsProvider({ children }: { children: ReactNode }) {
  const isSignedIn = useSession() !== null;
  const { data, error, refresh } = useDoorData<{ regions: RegionView[] }>(isSignedIn ? "/regions" : null);
  const known = data?.regions;
  const distances = useDistances(known, refresh);
  const { kept, keep } = useKept();
  const settled = useMemo(() => settleNearest(known ?? [], distances, kept), [known, distances, kept]);
  useEffect(() => {
    if (settled !== kept) keep(settled);
  }, [settled, kept, keep]);
  // Before, what this device keeps could not be read.
  const isInBrowser = useIsInBrowser();
  const value = useMemo((): Regions => {
    const regions = known ?? [];
    const isKnown = !isSignedIn || known !== undefined || error !== undefined || (findId(kept) ?? primaryId) === primaryId;
    return { regions, distances, kept, keep, used: findUsed(regions, distances, kept), isSettled: isInBrowser && isKnown };
  }, [isSignedIn, known, error, distances, kept, keep, isInBrowser]);
  return <Context value={value}>{children}</Context>;
}

export function useRegions(): Regions {
  return use(Context);
}

function findId({ choice, nearest }: Kept): string | null {
  return choice === "nearest" ? nearest : choice;
}
