/**
 * Whose a path of the server's own host is; what is taken there is the table in session/admissions.ts. Everything that is not named here is a page
 * and needs a session: a new page is private until somebody says otherwise.
 *  static      files of the build and of public/: same bytes for everybody, no session looked at
 *  health      whether the process lives, and how far it is
 *  neutral     pages that say nothing of anybody: shell and offline page
 *  entry_page  set-up and sign-in
 *  api         guards itself, route by route: app/api/answer.ts
 *  page        needs a session
 */
import { proxyPath, proxyStreamPath } from "#protocol/proxy.ts";
import { tunnelPath } from "#protocol/tunnel.ts";
import type { RouteKind } from "./session.ts";
import { tooLargePath } from "./too-large.ts";

export type PathKind = Extract<RouteKind, "static" | "health" | "neutral" | "entry_page" | "proxy_questions" | "api" | "page">;

const kinds: readonly [RegExp, PathKind][] = [
  [/^\/_next\/static\//, "static"],
  [/^\/(sw\.js|manifest\.webmanifest|favicon\.ico|robots\.txt)$/, "static"],
  [/^\/(icons|screenshots|splash)\/[\w.-]+$/, "static"],
  [new RegExp(`^${tooLargePath}$`), "static"],
  [/^\/(healthz|readyz|latency-check)$/, "health"],
  [/^\/(shell|offline)$/, "neutral"],
  [/^\/(sign-in|setup)$/, "entry_page"],
  [new RegExp(`^${proxyPath}/`), "proxy_questions"],
  [/^\/api(\/|$)/, "api"],
];

export function kindOfPath(path: string): PathKind {
  return kinds.find(([pattern]) => pattern.test(path))?.[1] ?? "page";
}

export type UpgradeKind = Extract<RouteKind, "proxy_stream" | "tunnel" | "live" | "terminal">;

/** What can be upgraded on the server's own host. `{id}` stands for one part of the path. */
export const upgradeRoutes = {
  proxy_stream: proxyStreamPath,
  tunnel: tunnelPath,
  live: "/api/v1/live",
  terminal: "/api/v1/terminals/{id}/socket",
} as const satisfies Record<UpgradeKind, string>;

/** The same of a regional proxy. */
export const proxyUpgradeRoutes = {
  proxy_tunnel: tunnelPath,
  proxy_terminal: "/api/v1/terminals/{id}/socket",
} as const satisfies Partial<Record<RouteKind, string>>;

const patterns = new Map<string, RegExp>();

/** Which upgrade a path is, and what stands in the place of `{id}`; null for none. */
export function findUpgrade<Kind extends string>(
  routes: Readonly<Record<Kind, string>>,
  path: string | null,
): { kind: Kind; id: string } | null {
  for (const [kind, written] of Object.entries(routes) as [Kind, string][]) {
    let pattern = patterns.get(written);
    if (!pattern) patterns.set(written, (pattern = new RegExp(`^${written.replace("{id}", "([\\w.-]{1,200})")}$`)));
    const found = pattern.exec(path ?? "");
    if (found) return { kind, id: found[1] ?? "" };
  }
  return null;
}
