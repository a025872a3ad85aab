/** Where the screens for people who are not signed in are, and the ways there and back. */

/** The sign-in screen, with the way back to the screen shown now. `at`: the path of a request that came with cookies of two people. */
export function signInUrl(at?: string): string {
  const next = encodeURIComponent(location.pathname + location.search + location.hash);
  return `/sign-in?next=${next}${at === undefined ? "" : `&at=${encodeURIComponent(at)}`}`;
}

/** Where to go after signing in: the `next` of a sign-in URL when it is a path of this very origin, else home. */
export function pathAfterSignIn(search: string, origin: string): string {
  const next = new URLSearchParams(search).get("next");
  // A second slash or a backslash makes it another host (`//evil`, `/\evil`), and the URL parser drops tabs and line ends before it looks.
  if (!next || !/^\/(?![/\\])[^\t\n\r]*$/.test(next)) return "/";
  const url = new URL(next, origin);
  return url.origin === origin ? url.pathname + url.search + url.hash : "/";
}

/** Goes to where the person was going before the sign-in screen. A hard navigation, so that nothing of the signed-out page stays. */
export function goOn(): void {
  location.replace(pathAfterSignIn(location.search, location.origin));
}

/** Screens that answer without a session: there a 401 is no news. */
export function isPublicScreen(pathname: string): boolean {
  return ["/sign-in", "/setup", "/offline"].includes(pathname);
}
