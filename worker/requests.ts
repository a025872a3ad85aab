/**
 * What the worker does with a request, by its address alone.
 *  file    a hashed file of a build: from the cache, whatever its `?dpl=` says
 *  screen  a document of the signed-in door: network first, the shell when that is slow or fails
 *  door    set-up and sign-in: network, or a page that says that there is none
 *  other   everything else: not our business, above all the API
 */
export type RequestKind = "file" | "screen" | "door" | "other";

/** Never a screen: the API, Next's own, what operators ask, apps under a path, and whatever looks like a file. A terminal's name has a dot. */
const notScreens = /^\/(?:api|_next|healthz|readyz|metrics|shell|offline)(?:\/|$)|^\/@|^(?!\/terminals\/[^/]+$).*\.[\w]+$/;
const doors = ["/sign-in", "/setup"];

export function kindOfRequest(url: URL, { method, mode }: Pick<Request, "method" | "mode">, origin: string): RequestKind {
  if (method !== "GET" || url.origin !== origin) return "other";
  if (url.pathname.startsWith("/_next/static/")) return "file";
  if (mode !== "navigate" || notScreens.test(url.pathname)) return "other";
  return doors.includes(url.pathname) ? "door" : "screen";
}
