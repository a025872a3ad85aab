import type { ApiProblem } from "#ui/engine/api.ts";
import { sayClock, sayWait } from "#ui/time/say-time.ts";

/** What went wrong with a form, and what to do. `field`: where it belongs, when the door said so. `now` in milliseconds since the epoch. */
export function sayFailure(error: unknown, now: number): { text: string; field?: string } {
  if (!(error instanceof Error)) return { text: "It did not work. Try again." };
  if (error.name === "ApiUnreachable") return { text: "The door cannot be reached. Check the network, then try again." };
  if (error.name !== "ApiProblem") return { text: "It did not work. Try again." };
  const { problem } = error as ApiProblem;
  if (problem.code === "rate_limited") {
    const waitSeconds = problem.retryAfterSeconds ?? 60;
    const clock = waitSeconds < 120 ? "" : `, at ${sayClock(now + waitSeconds * 1000)}`;
    return { text: `Too many attempts. Try again in ${sayWait(waitSeconds)}${clock}.` };
  }
  if (problem.code === "unavailable") return { text: "The database is not answering. Nothing is lost; try again in a moment." };
  return { text: problem.detail ?? problem.title, ...(problem.field && { field: problem.field }) };
}
