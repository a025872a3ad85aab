/** What a key may be used for, and what a caller may do. Every API route names its scope; a key without it gets 403 everywhere. */
import type { Scope } from "#protocol/api.ts";
import { AppError } from "../errors.ts";
import type { Caller } from "../session.ts";

/** Scopes a token can be given. `app_connect` is not among them: only the gateway makes app sessions. */
export const grantableScopes = [
  "all",
  "account:read",
  "account:write",
  "keys:read",
  "keys:write",
  "workspaces:read",
  "workspaces:write",
  "apps:publish",
  "machines:enrol",
  "terminals:read",
  "terminals:write",
  "proxies:read",
  "proxies:write",
] as const satisfies readonly Scope[];

/** Whether a key with these scopes may do what needs `scope`. */
export function canUse(scopes: readonly Scope[], scope: Scope): boolean {
  return scopes.includes("all") || scopes.includes(scope);
}

/** Throws `scope_missing`. */
export function requireScope(caller: Pick<Caller, "key">, scope: Scope): void {
  if (!canUse(caller.key.scopes, scope)) throw new AppError("scope_missing", { detail: `This key needs the scope ${scope}.` });
}

/** Nobody makes a token that can do more than the key it is made with. Throws `scope_missing`. */
export function requireGrantable(caller: Caller, scopes: readonly Scope[]): void {
  for (const scope of scopes) requireScope(caller, scope);
}
