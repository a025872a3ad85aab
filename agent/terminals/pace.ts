/**
 * How fast one terminal's output is put on its screen: all screens of a machine are drawn by one thread. Who takes long gets smaller pieces, and
 * between them rests as long as the last one took, so that the others always have half the time, and wait for one piece at most.
 */
export interface Pace {
  /** Of the next piece. */
  readonly sliceBytes: number;
  /** Before it, ms. */
  readonly restMs: number;
  /** The last piece took so long. */
  took(ms: number): void;
}

export const maxSliceBytes = 64 * 1024;
const minSliceBytes = 1024;
/** A piece of ordinary output takes 2 ms. */
const targetMs = 16;
const maxRestMs = 500;

export function createPace(): Pace {
  let sliceBytes = maxSliceBytes;
  let restMs = 0;
  return {
    get sliceBytes() {
      return sliceBytes;
    },
    get restMs() {
      return restMs;
    },
    took(ms) {
      if (ms > targetMs) sliceBytes = Math.max(minSliceBytes, Math.floor((sliceBytes * targetMs) / ms));
      else if (ms < targetMs / 2) sliceBytes = Math.min(maxSliceBytes, sliceBytes * 2);
      restMs = ms > targetMs ? Math.min(maxRestMs, ms) : 0;
    },
  };
}
