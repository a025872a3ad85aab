/** A finger on the glass: how fast it was when it left, and how far the lines run on by themselves. */

/** Speed that is left after each millisecond. As iOS has it, so that a thumb finds what it knows. */
const keptPerMs = 0.998;
/** Slower than this is standing still. Pixels per ms. */
const leastSpeed = 0.02;
/** Older moves say nothing about the speed at the end. ms. */
const lookBackMs = 100;

export interface Move {
  /** ms. */
  at: number;
  /** Pixels. */
  y: number;
}

/** Pixels per ms of the last moves; 0 when the finger rested before it left. */
export function speedOf(moves: readonly Move[], now: number): number {
  const recent = moves.filter(({ at }) => now - at <= lookBackMs);
  const [first, last] = [recent[0], recent.at(-1)];
  if (!first || !last || last.at - first.at < 5) return 0;
  return (last.y - first.y) / (last.at - first.at);
}

/** One step of running on: the pixels of these `ms`, and the speed after them; 0 when it is over. */
export function glide(speed: number, ms: number): { pixels: number; speed: number } {
  const next = speed * keptPerMs ** ms;
  // The integral of the falling speed.
  const pixels = (next - speed) / Math.log(keptPerMs);
  return { pixels, speed: Math.abs(next) < leastSpeed ? 0 : next };
}

/** Whole lines of so many pixels; what is over is kept for the next time. */
export function createLineCounter(): (pixels: number, linePixels: number) => number {
  let rest = 0;
  return (pixels, linePixels) => {
    rest += pixels;
    const lines = Math.trunc(rest / linePixels);
    rest -= lines * linePixels;
    return lines;
  };
}
