/**
 * Where to go after sign-in. Guards against open redirects (SEC-46): the answer is always a path of this door.
 * Refuses everything a browser could read as another host or scheme: `//x`, `/\x`, control characters, a scheme, an encoded slash in front.
 */
const maxLength = 64 * 1024;
const unsafe = /[\\\p{Cc}]/u;

/** The path, query and fragment of `next` when it stays here, else `/`. */
export function safeNext(next: string | null | undefined): string {
  if (!next || next.length > maxLength || !next.startsWith("/") || unsafe.test(next)) return "/";
  if (/^\/(\/|%2f|%5c|\.{1,2}\/)/i.test(next)) return "/";
  try {
    const base = "http://door.invalid";
    const url = new URL(next, base);
    if (url.origin !== base || url.pathname.startsWith("//")) return "/";
    // Signing in must not lead back to signing in.
    return url.pathname === "/sign-in" || url.pathname === "/setup" ? "/" : url.pathname + url.search + url.hash;
  } catch {
    return "/";
  }
}
