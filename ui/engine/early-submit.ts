import { earlySubmitSlot } from "./boot-script.ts";

type Hold = ((event: Event) => void) & { held?: boolean };

/** Lets forms be sent from now on. True when one was sent already, before anybody could take it. */
export function releaseEarlySubmit(): boolean {
  const hold = (window as { [earlySubmitSlot]?: Hold })[earlySubmitSlot];
  if (!hold) return false;
  removeEventListener("submit", hold, true);
  const wasHeld = hold.held === true;
  hold.held = false;
  return wasHeld;
}
