import type { RegionView } from "#protocol/regions.ts";

export type Gateway = Pick<RegionView, "id" | "url" | "healthy">;

/** A gateway is measured at most this often. */
export const measureEveryMs = 30_000;

/** What of the measuring outlives one look: by URL, when it last began (ms of one clock), and what the page's policy bars. */
export interface Measured {
  readonly startedAt: Map<string, number>;
  readonly barred: Set<string>;
}

/** The gateways to be measured now, noted as begun. Not those that the door calls unhealthy, nor those that the page may not ask. */
export function takeDue(gateways: readonly Gateway[], { startedAt, barred }: Measured, now: number): Gateway[] {
  const due = gateways.filter(({ url, healthy }) => {
    const before = startedAt.get(url);
    return healthy && !barred.has(url) && (before === undefined || now - before >= measureEveryMs);
  });
  for (const { url } of due) startedAt.set(url, now);
  return due;
}

/** Those that were unhealthy begin anew when they are back: they are measured at once. Their URLs. */
export function forgetUnhealthy(gateways: readonly Gateway[], { startedAt }: Measured): string[] {
  const urls = gateways.filter(({ healthy }) => !healthy).map(({ url }) => url);
  for (const url of urls) startedAt.delete(url);
  return urls;
}
