/** While there is a network, a terminal is back within this time of its door. */
const mostWaitMs = 2_000;

/** The first try is as good as at once; then doubling, with half of it by chance: a thousand pages must not come back in one moment. ms. */
export function againInMs(failures: number, chance: () => number = Math.random): number {
  const wait = Math.min(mostWaitMs, 100 * 2 ** failures);
  return wait / 2 + (wait / 2) * chance();
}
