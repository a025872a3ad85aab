/**
 * How many passwords are hashed at once: each takes 60 ms of a processor and 19 MB, and a stranger decides how many are asked for. Two run, the
 * others wait, devices that are known here before those that are not; who would wait too long is sent away unlooked at. Two of libuv's four threads
 * stay free for everybody else's files and names.
 */
import { AppError } from "../errors.ts";

/** At most some two seconds of waiting, on a small machine, in each of the two lines. */
const defaults = { mostAtOnce: 2, mostWaiting: 32 } as const;
const retryAfterSeconds = 5;

export interface Hashing {
  /** Runs the work when it is its turn. Throws `busy` when too many wait. `isKnown`: of a person or device that is known here. */
  run<T>(work: () => Promise<T>, isKnown: boolean): Promise<T>;
}

export function createHashing({ mostAtOnce, mostWaiting }: { mostAtOnce: number; mostWaiting: number } = defaults): Hashing {
  const lines = { known: [] as (() => void)[], unknown: [] as (() => void)[] };
  let running = 0;
  const next = () => {
    const begin = lines.known.shift() ?? lines.unknown.shift();
    if (begin) begin();
    else running -= 1;
  };
  return {
    async run(work, isKnown) {
      if (running < mostAtOnce) running += 1;
      else {
        const line = isKnown ? lines.known : lines.unknown;
        if (line.length >= mostWaiting)
          throw new AppError("busy", {
            retryAfterSeconds,
            detail: `Too many people sign in at once. Try again in ${retryAfterSeconds} seconds.`,
          });
        await new Promise<void>((resolve) => line.push(resolve));
      }
      try {
        return await work();
      } finally {
        next();
      }
    },
  };
}
