import type { KeysView } from "#protocol/api.ts";
import type { Runtime } from "#server/runtime.ts";
import type { Caller } from "#server/session.ts";

/** The caller's keys, as `GET /keys` answers them; for who runs the server the tokens of its proxies as well, which stand in no list of keys. */
export async function listKeys({ sessions, proxies }: Runtime, caller: Caller): Promise<KeysView> {
  const keys = await sessions.listKeys(caller);
  const all = canEndProxies(caller) ? await proxies.list(caller.user) : [];
  return {
    keys,
    maxTokenLifetimeSeconds: sessions.maxTokenLifetimeSeconds,
    proxies: all.map(({ id, name, lastSeenAt }) => ({
      id,
      name,
      lastSeenAt: lastSeenAt === null ? null : new Date(lastSeenAt).toISOString(),
    })),
  };
}

/** Ends what of these is the caller's. The token of a proxy is exchanged for one that nobody has: it needs another command from then on. */
export async function endTokens({ sessions, proxies }: Runtime, caller: Caller, ids: readonly string[]): Promise<void> {
  await sessions.endTokens(caller, ids);
  if (!canEndProxies(caller) || ids.length === 0) return;
  for (const { id } of await proxies.list(caller.user)) if (ids.includes(id)) await proxies.renewToken(caller.user, id);
}

/** A token says by its own scopes what it may do with proxies. */
function canEndProxies({ user, key }: Caller): boolean {
  return user.role !== "member" && key.kind === "session";
}
