import { earlyPressSlot } from "./boot-script.ts";

type Hold = ((event: Event) => void) & { held?: HTMLElement };

/** Lets buttons be pressed from now on, and presses the one that was pressed before anybody could hear it. */
export function releaseEarlyPress(): void {
  const hold = (window as { [earlyPressSlot]?: Hold })[earlyPressSlot];
  if (!hold) return;
  removeEventListener("click", hold, true);
  const { held } = hold;
  delete hold.held;
  // After the effects of the whole page, which some buttons count on.
  if (held) queueMicrotask(() => held.isConnected && held.click());
}
