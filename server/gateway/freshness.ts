/**
 * How long a browser may keep a page of an app that says nothing about it. Browsers then guess, from how old the page is: a file of last month
 * would show for days without asking anybody, after the person has signed out, and with its cookie gone it would show and then not work.
 */

/** Raw response pairs by which a page without a word on caching is kept, but asked about every time. What the app says itself stands. */
export function askEveryTime(raw: string[]): string[] {
  let isDated = false;
  for (let index = 0; index < raw.length; index += 2) {
    const name = (raw[index] ?? "").toLowerCase();
    if (name === "cache-control" || name === "expires" || name === "pragma") return raw;
    // The guess is a tenth of the page's age, and without this none is made (RFC 9111 §4.2.2).
    if (name === "last-modified") isDated = true;
  }
  return isDated ? [...raw, "Cache-Control", "no-cache"] : raw;
}
