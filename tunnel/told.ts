/**
 * What the other end of a tunnel tells, one JSON text a line: `watch` of an agent, `gateways` of a server or proxy. Guards: the work is linear in
 * the bytes received (protocol/lines.ts), and bytes, frames and lines have a budget. Who says more is not listened to, and is told why.
 */
import { createBudget, type Budget } from "#protocol/budget.ts";
import { createLineReader } from "#protocol/lines.ts";
import type { TunnelConnection } from "./connection.ts";

/** Longest line of `watch`. */
export const maxToldLineBytes = 1024 * 1024;
/** An agent says a few lines a second at most; both ends send 64 kB a frame. */
const frames = { burst: 1_000, perSecond: 50 };
const bytes = { burst: 4 * 1024 * 1024, perSecond: 256 * 1024 };

export interface ToldBudget {
  frames: Budget;
  lines: Budget;
  bytes: Budget;
}

/** Of one peer: who dials again does not begin anew. `now`: ms, for tests. */
export function createToldBudget(now: () => number = () => performance.now()): ToldBudget {
  return {
    frames: createBudget({ ...frames, now }),
    lines: createBudget({ ...frames, now }),
    bytes: createBudget({ ...bytes, now }),
  };
}

/** Calls `heard` for each line of `from`. `onTooMuch`: it was cut off, with one sentence on why; called once, and nothing is heard afterwards. */
export function readTold(
  from: TunnelConnection,
  parts: { maxLineBytes: number; budget?: ToldBudget; heard: (line: string) => void; onTooMuch: (why: string) => void },
): void {
  const { maxLineBytes, budget = createToldBudget(), heard, onTooMuch } = parts;
  let isOver = false;
  const stop = (why: string): false => {
    if (!isOver) onTooMuch(why);
    isOver = true;
    return false;
  };
  // As they arrive, and not as they are read: an empty one is never read, and unread ones are kept.
  from.onFrame = (length) => !isOver && ((budget.frames.take(1) && budget.bytes.take(length)) || stop(tooMuchASecond));
  const read = createLineReader(maxLineBytes, (line) => {
    if (isOver) return;
    if (budget.lines.take(1)) heard(line);
    else stop(tooMuchASecond);
  });
  from.on("data", (piece: Buffer) => {
    if (!isOver && !read(piece)) stop(`It said a line of more than ${maxLineBytes / 1024} kB.`);
  });
}

const tooMuchASecond = "It says more in a second than is listened to.";
