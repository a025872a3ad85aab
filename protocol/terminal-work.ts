/**
 * How much work output may make a screen do. A sequence of three bytes may empty, fill or move all of a screen, so what a program writes is not
 * measured by its bytes: each sequence that touches more than a line's worth of cells is paid for from an allowance, and left out once that is
 * used up. The allowance is far above what any program draws; only output that was made to keep a processor busy runs into it.
 */

/** In cells that are overwritten. One costs some 3 ns on a server of 2024. */
export interface WorkBudget {
  /** Output of so many bytes begins to be parsed. */
  begin(bytes: number): void;
  /** False: this is not to be done any more. */
  take(cells: number): boolean;
}

/** What may be done at once, cells: 800 times all of a screen of 24 lines of 80. Of a very large one at least a few times. */
const maxCells = 1_500_000;
const maxScreens = 8;
/** What each byte of output brings with it. */
const cellsPerByte = 8;
/** What time brings back: a program that draws all of a large screen many times a second may do so for ever, with half a processor. */
const cellsPerMs = 150_000;

/** `area`: cells of the screen. `clock`: ms, of any beginning. */
export function createWorkBudget(area: () => number, clock: () => number = () => performance.now()): WorkBudget {
  let left = Infinity;
  let at = clock();
  return {
    begin(bytes) {
      const now = clock();
      const most = Math.max(maxCells, maxScreens * area());
      left = Math.min(most, left + Math.max(0, now - at) * cellsPerMs) + bytes * cellsPerByte;
      at = now;
    },
    take(cells) {
      if (cells > left) return false;
      left -= cells;
      return true;
    },
  };
}
