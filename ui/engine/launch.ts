/** Launches that find the app open already: see `launch_handler` in the manifest. Chromium only, and in no TypeScript library yet. */
import { isPublicScreen } from "./addresses.ts";

interface LaunchQueue {
  setConsumer(consume: (launch: { targetURL?: string }) => void): void;
}

/**
 * The icon only brings the open window to the front, where the person left it; a shortcut or a link goes to its screen in that window.
 * The launch that this document itself came from is told as well, and is where it is already.
 */
export function watchLaunches(): void {
  const { launchQueue } = window as { launchQueue?: LaunchQueue };
  launchQueue?.setConsumer(({ targetURL }) => {
    const target = targetURL && new URL(targetURL);
    // On the sign-in screen the way on is kept in its address; going back to it would be a circle.
    if (!target || target.origin !== location.origin || isPublicScreen(location.pathname)) return;
    if (target.pathname !== "/" && target.pathname !== location.pathname) location.assign(target);
  });
}
