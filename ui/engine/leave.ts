import { signInUrl } from "./addresses.ts";
import { page } from "./page.ts";
import { wipeKept } from "./wipe.ts";
import { noteWhyEnded, type WhyEnded } from "./why-ended.ts";

/**
 * The one way out of a signed-in page: to the sign-in screen, which will say why and lead back here. What was kept of the person is wiped
 * first. Always a hard navigation, because a soft one would keep what the page holds in memory. Happens once. `at`: see `signInUrl`.
 */
export async function leaveForSignIn(why: WhyEnded, at?: string): Promise<void> {
  if (page.leaving.get()) return;
  page.leaving.set(true);
  noteWhyEnded(why);
  // A browser that refuses the cookie has a session all the same, and one with cookies of two people has theirs: nothing has ended.
  if (why.code !== "cookie_refused" && why.code !== "session_conflict") await wipeKept();
  location.replace(signInUrl(at));
}
