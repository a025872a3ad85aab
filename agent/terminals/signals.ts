import { constants } from "node:os";

/** Such as `SIGKILL` for 9; the number itself where this system has no name for it. */
export function nameSignal(number: number): string {
  return Object.entries(constants.signals).find(([, each]) => each === number)?.[0] ?? String(number);
}
