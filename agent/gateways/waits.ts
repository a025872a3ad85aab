/** How long to wait before dialling again. Half of each wait by chance: a thousand agents must not come back in one moment. ms */

/** The network may be back at any moment, and two seconds later the workspace should be. */
export function waitMs(failures: number, chance?: () => number): number {
  return jittered(Math.min(2_000, 125 * 2 ** failures), chance);
}

/** Between two looks for a replica that answers behind the same address: quick at first, and no load where a load balancer never shows it. */
export function searchMs(searches: number, chance?: () => number): number {
  return jittered(Math.min(10_000, 50 * 2 ** searches), chance);
}

/** A proxy that says no: it or the door has to be changed first. */
export function refusedMs(failures: number, chance?: () => number): number {
  return jittered(Math.min(30_000, 500 * 2 ** failures), chance);
}

/** While another agent runs with this token: it takes a person to end one of the two. */
export function elsewhereMs(failures: number, chance?: () => number): number {
  return jittered(Math.min(120_000, 1_000 * 2 ** failures), chance);
}

function jittered(wait: number, chance: () => number = Math.random): number {
  return wait / 2 + (wait / 2) * chance();
}
