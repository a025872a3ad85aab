/**
 * Whose a path of the door is. Everything that is not named here is a page and needs a session: a new page is private until somebody says otherwise.
 *  static   files of the build and of public/: same bytes for everybody, no session looked at
 *  neutral  pages that say nothing of anybody: shell and offline page
 *  public   set-up and sign-in
 *  api      guards itself, route by route
 *  page     needs a session
 */
export type PathKind = "static" | "neutral" | "public" | "api" | "page";

const kinds: readonly [RegExp, PathKind][] = [
  [/^\/_next\/static\//, "static"],
  [/^\/(sw\.js|manifest\.webmanifest|favicon\.ico|robots\.txt)$/, "static"],
  [/^\/(icons|screenshots|splash)\/[\w.-]+$/, "static"],
  [/^\/(shell|offline)$/, "neutral"],
  [/^\/(sign-in|setup)$/, "public"],
  [/^\/api(\/|$)/, "api"],
];

export function kindOfPath(path: string): PathKind {
  return kinds.find(([pattern]) => pattern.test(path))?.[1] ?? "page";
}
