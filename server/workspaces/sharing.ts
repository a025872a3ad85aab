/** Who may open what. The one place that decides it. */
import type { Sharing } from "#protocol/api.ts";

export interface Shared {
  sharing: Sharing;
  /** When the sharing falls back to the owner alone, ms; null for never. */
  sharedUntil: number | null;
}

/** The sharing in force now: one that is over counts as the owner alone. */
export function sharingNow<Given extends Shared>(given: Given, now: number): Given {
  return given.sharedUntil !== null && given.sharedUntil <= now ? { ...given, sharing: "owner", sharedUntil: null } : given;
}

/** `userId`: who asks; null for nobody. */
export function canOpen({ sharing }: Shared, ownerId: string, userId: string | null): boolean {
  if (sharing === "public" || userId === ownerId) return true;
  return sharing === "authenticated" && userId !== null;
}
