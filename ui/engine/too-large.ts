/**
 * Cookies that a request is too large with. The server answers such a request with a page that lists them and lets a person remove them; a script
 * of a page sees a cookie only at or below the cookie's own path, so that page is opened at the address whose request was refused.
 */

export const headTooLarge = 431;

/** Goes there, from where the person comes back to this page. Never settles. */
export function leaveForCookies(url: string): Promise<never> {
  const { pathname, search, hash } = location;
  location.assign(`${new URL(url).pathname}#back=${encodeURIComponent(pathname + search + hash)}`);
  return new Promise<never>(() => {});
}
