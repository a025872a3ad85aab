/**
 * The request line, checked before anybody owns the request. Guards: one path means one thing to every layer behind (SEC-14, SEC-15).
 * Refuses absolute-form and authority-form targets, back slashes, control characters, encoded slashes, empty and dot segments.
 */

/** The path of an origin-form target; null when it is refused. */
export function readPath(target: string | undefined): string | null {
  if (!target?.startsWith("/")) return null;
  const path = target.split("?", 1)[0] ?? "";
  if (/[\\\x00-\x20\x7f-\uffff#]/.test(target) || /%(2f|5c|00)/i.test(path) || path.includes("//")) return null;
  if (/(^|\/)(\.|%2e){1,2}(\/|$)/i.test(path) || path.includes(";")) return null;
  if (!isDecodable(path)) return null;
  // An encoded letter or digit is never needed: it only serves to look like another path.
  return /%(3\d|[46][1-9a-f]|[57][0-9a])/i.test(path) ? null : path;
}

/** Whoever decodes it later would throw: `%ff`, `%c0%ae`, a percent sign alone. */
function isDecodable(path: string): boolean {
  try {
    decodeURIComponent(path);
    return true;
  } catch {
    return false;
  }
}
