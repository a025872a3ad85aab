/** Who may open what. The one place that decides it. */
import type { Sharing } from "#protocol/api.ts";
import { AppError } from "../errors.ts";

export interface Shared {
  sharing: Sharing;
  /** When the sharing falls back to the owner alone, ms; null for never. */
  sharedUntil: number | null;
}

/** From the least that is shared to the most. */
export const sharings = ["owner", "authenticated", "public"] as const satisfies readonly Sharing[];

/** Why less is shared than was asked for: what this server allows, what its owner lets the machine's own file share, or a take-over. */
export type HeldBack = { sharing: Sharing; by: "server" | "machine" | "take_over" };

/** The most that may be shared of one workspace. */
export interface Ceilings {
  /** By anybody on this server. */
  server: Sharing;
  /** By the machine's own latchkey.yaml. */
  machine: Sharing;
  /**
   * What the machine's file shared publicly before another agent took it over (`publicKeyOf`): nothing else of the file is public until its
   * owner has said that it was them. Null: nothing to say.
   */
  publicBefore: ReadonlySet<string> | null;
}

export function isAbove(sharing: Sharing, ceiling: Sharing): boolean {
  return sharings.indexOf(sharing) > sharings.indexOf(ceiling);
}

const inWords: Record<Sharing, string> = { owner: "their owner alone", authenticated: "people who are signed in", public: "anybody" };

/** Throws `forbidden`, which names the field, for more than anybody may share on this server. `asked`: undefined for no word on it. */
export function requireAllowed(asked: Sharing | undefined, ceiling: Sharing, field = "sharing"): void {
  if (asked === undefined || !isAbove(asked, ceiling)) return;
  const detail = `On this server apps and ports may be opened by ${inWords[ceiling]} at most. Who runs it decides that, with --max-sharing.`;
  throw new AppError("forbidden", { field, detail });
}

/** Before something is opened to anybody: throws `forbidden` on a machine that another agent took over. */
export function requireConfirmed({ agent }: { agent: { takenOver: { from: string } | null } | null }): void {
  if (!agent?.takenOver) return;
  const detail = `The agent of this machine was at ${agent.takenOver.from} and is at another place now. Say on Home that it was you, then share publicly.`;
  throw new AppError("forbidden", { field: "sharing", detail });
}

/** What makes a public share of a file the same one as before. */
export function publicKeyOf({ slug, url }: { slug: string; url: string }): string {
  return `${slug} ${url}`;
}

/** What is over a ceiling counts as the ceiling. `key`: of an app of the machine's own file (`publicKeyOf`); null for what its owner shared in the app. */
export function withinCeilings<Given extends Shared>(
  given: Given,
  { server, machine, publicBefore }: Ceilings,
  key: string | null,
): Given & { heldBack: HeldBack | null } {
  const { sharing } = given;
  const held = (by: HeldBack["by"], ceiling: Sharing) => ({ ...given, sharing: ceiling, heldBack: { sharing, by } });
  const ownCeiling = key === null || isAbove(machine, server) ? server : machine;
  if (isAbove(sharing, ownCeiling)) return held(ownCeiling === server ? "server" : "machine", ownCeiling);
  if (sharing === "public" && key !== null && publicBefore && !publicBefore.has(key)) return held("take_over", "authenticated");
  return { ...given, heldBack: null };
}

/** As it was asked for, whatever is over a ceiling now. */
export function asAsked<Given extends Shared & { heldBack: HeldBack | null }>(given: Given): Given {
  return { ...given, sharing: given.heldBack?.sharing ?? given.sharing };
}

/**
 * Whether a change opens something to anybody that was not open to them: another place behind a public address and a later end count as well.
 * `url`: of an app.
 */
export function isPublishing(before: (Shared & { url?: string }) | null, after: Shared & { url?: string }): boolean {
  if (after.sharing !== "public") return false;
  if (before?.sharing !== "public" || before.url !== after.url) return true;
  return (after.sharedUntil ?? Infinity) > (before.sharedUntil ?? Infinity);
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
