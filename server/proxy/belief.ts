/** How long an answer of the primary is believed: as long as it says while the stream is up, and tells of every ending at once; less without. */
import type { Stream } from "./stream.ts";

/** Less than the 5 s within which a revoked key is dead. */
const believeDownMs = 2_000;
const askAlwaysAfterMs = 30_000;

/** Milliseconds from when it was given. `now`: of `performance.now()`: no step of the wall clock makes an answer younger. */
export function believedFor(answer: { believeMs: number }, { downSince }: Pick<Stream, "downSince">, now = performance.now()): number {
  if (downSince === null) return answer.believeMs;
  return now - downSince > askAlwaysAfterMs ? 0 : Math.min(believeDownMs, answer.believeMs);
}
