/**
 * How much the other end may say where it only tells: so many at once, and so many a second after that. Guards the reader: what is told costs
 * it a bounded share of its time, whatever is told.
 */

export interface Budget {
  /** False: it is used up, and this is not covered. */
  take(amount: number): boolean;
}

/** `now`: ms, of a clock that does not go back. */
export function createBudget({ burst, perSecond, now }: { burst: number; perSecond: number; now: () => number }): Budget {
  let left = burst;
  let at = now();
  return {
    take(amount) {
      const time = now();
      left = Math.min(burst, left + ((time - at) / 1_000) * perSecond);
      at = time;
      if (amount > left) return false;
      left -= amount;
      return true;
    },
  };
}
