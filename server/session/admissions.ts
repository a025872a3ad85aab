/**
 * Which kind of credential is taken at which kind of route: one table, which every place that accepts a credential asks.
 * Guards: a key is worth something only where its kind is meant for. A valid token is no session, an agent's token is no token of a person, and
 * the secret of a session counts as a cookie alone. What the holder of a credential may do there is judged afterwards: by scopes, ownership, sharing.
 */
import type { Scope } from "#protocol/api.ts";
import { AppError } from "../errors.ts";
import type { Caller, Verdict } from "../session.ts";
import type { KeyRow } from "../store.ts";
import { requireScope } from "./scopes.ts";

export const credentialKinds = [
  "none",
  "session_cookie",
  /** The secret of a session in an Authorization header. A cookie's secret lies sealed, so nobody who means well has one to send. */
  "session_bearer",
  "token_all",
  "token_scoped",
  /** A token that was given no scope. */
  "token_empty",
  "agent_token",
  /** Of an app, for itself alone. Nothing makes one yet. */
  "app_token",
  "app_session",
  "proxy_token",
  "terminal_ticket",
  /** With which a machine dials a regional proxy (proxies/agent-tickets.ts). */
  "agent_ticket",
] as const;
export type CredentialKind = (typeof credentialKinds)[number];

export const routeKinds = [
  "page",
  /** Sign-in and set-up. */
  "entry_page",
  "neutral",
  "static",
  "health",
  /** Set-up, sign-in, resume, and the step of the hand-over that redirects through the server. */
  "entry_api",
  "api",
  "live",
  "terminal",
  "tunnel",
  "proxy_stream",
  "proxy_questions",
  "app_host",
  "path_app",
  /** The same sockets at a regional proxy, which asks the primary. */
  "proxy_terminal",
  "proxy_tunnel",
] as const;
export type RouteKind = (typeof routeKinds)[number];

/**
 *  opens    taken
 *  scope    taken for what the key has the scope for
 *  own      taken for its own: machine, wildcard, terminal, app; for nobody: what is public
 *  nobody   not looked at: answered as if it had not been sent
 *  refused  turned away
 */
export type Admission = "opens" | "scope" | "own" | "nobody" | "refused";

type Bearer = Exclude<CredentialKind, "none" | "session_cookie" | "app_session">;

const bearers = (admission: Admission): Record<Bearer, Admission> => ({
  session_bearer: admission,
  token_all: admission,
  token_scoped: admission,
  token_empty: admission,
  agent_token: admission,
  app_token: admission,
  proxy_token: admission,
  terminal_ticket: admission,
  agent_ticket: admission,
});
const bearersRefused = bearers("refused");
const bearersUnseen = bearers("nobody");
const tokensByScope = { token_all: "scope", token_scoped: "scope", token_empty: "scope" } as const;
const cookiesUnseen = { session_cookie: "nobody", app_session: "nobody" } as const;
const sessionsOnly = { session_cookie: "opens", app_session: "nobody" } as const;

export const admissions: Record<RouteKind, Record<CredentialKind, Admission>> = {
  page: { none: "refused", ...sessionsOnly, ...bearersRefused },
  entry_page: { none: "opens", ...sessionsOnly, ...bearersUnseen },
  neutral: { none: "opens", ...sessionsOnly, ...bearersUnseen },
  static: { none: "opens", ...cookiesUnseen, ...bearersUnseen },
  health: { none: "opens", ...cookiesUnseen, ...bearersUnseen },
  entry_api: { none: "opens", ...sessionsOnly, ...bearersUnseen },
  api: { none: "refused", ...sessionsOnly, ...bearersRefused, ...tokensByScope },
  live: { none: "refused", ...sessionsOnly, ...bearersRefused },
  terminal: { none: "refused", ...sessionsOnly, ...bearersRefused, ...tokensByScope },
  tunnel: { none: "refused", ...cookiesUnseen, ...bearersRefused, agent_token: "own" },
  proxy_stream: { none: "refused", ...cookiesUnseen, ...bearersRefused, proxy_token: "own" },
  proxy_questions: { none: "refused", ...cookiesUnseen, ...bearersRefused, proxy_token: "own" },
  app_host: { none: "own", ...cookiesUnseen, ...bearersUnseen, app_session: "own", app_token: "own" },
  // An Authorization is the app's own there.
  path_app: { none: "refused", ...sessionsOnly, ...bearersUnseen },
  proxy_terminal: { none: "refused", ...cookiesUnseen, ...bearersUnseen, terminal_ticket: "own" },
  proxy_tunnel: { none: "refused", ...cookiesUnseen, ...bearersRefused, agent_ticket: "own" },
};

/** What a valid key is, presented that way: `ticket` stands for a key that was shown here before (terminal-tickets.ts). */
export function credentialOf({ kind, scopes }: Pick<KeyRow, "kind" | "scopes">, via: Caller["via"] | "app_cookie"): CredentialKind {
  if (kind === "app") return "app_session";
  if (scopes.includes("agent")) return "agent_token";
  if (via === "ticket") return "terminal_ticket";
  if (kind === "session") return via === "bearer" ? "session_bearer" : "session_cookie";
  if (scopes.includes("all")) return "token_all";
  return scopes.length === 0 ? "token_empty" : "token_scoped";
}

/** Whether a credential of this kind is taken there at all. */
export function isTaken(route: RouteKind, credential: CredentialKind): boolean {
  return ["opens", "scope", "own"].includes(admissions[route][credential]);
}

/** The verdict on a request to such a route: a valid key of a kind that is not taken there is a no. */
export function narrow(verdict: Verdict, route: RouteKind): Verdict {
  if (!verdict.ok) return verdict;
  const credential = credentialOf(verdict.caller.key, verdict.caller.via);
  if (isTaken(route, credential)) return verdict;
  const code =
    admissions[route][credential] === "nobody" ? "no_session" : credential === "session_bearer" ? "invalid_token" : "scope_missing";
  return { ok: false, code, endedAt: null, reason: null, losers: verdict.losers };
}

/** Who calls an API route that needs `scope`. Throws why nobody does, or `scope_missing`. `verdict`: on a route of the kind `api`. */
export function requireCaller(verdict: Verdict, scope: Scope): Caller {
  if (!verdict.ok) {
    const { code, endedAt, reason } = verdict;
    throw new AppError(code, { ...(endedAt !== null && { endedAt: new Date(endedAt).toISOString() }), ...(reason && { reason }) });
  }
  requireScope(verdict.caller, scope);
  return verdict.caller;
}
