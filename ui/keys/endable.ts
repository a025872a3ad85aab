import type { KeysView } from "#protocol/api.ts";
import { isAgents, underParents } from "./say-key.ts";

/** A token that can be ended along with something else. */
export interface Endable {
  id: string;
  name: string;
  kind: "token" | "agent" | "proxy";
  /** Null when it was not used yet. */
  usedAt: string | null;
}

/** What a person made or got by `latchkey login` first, then what belongs to machines and regional proxies. Not the token that is asking. */
export function listEndable({ keys, proxies = [] }: Partial<KeysView> & Pick<KeysView, "keys">): Endable[] {
  const tokens = keys.filter(({ kind, current }) => kind === "token" && !current);
  const usedAt = ({ lastUsedAt, createdAt }: (typeof keys)[number]) => (lastUsedAt > createdAt ? lastUsedAt : null);
  return [
    ...underParents(tokens.filter((token) => !isAgents(token))).map(({ token }) => endable(token, "token", usedAt(token))),
    ...tokens.filter(isAgents).map((token) => endable(token, "agent", usedAt(token))),
    ...proxies.map((proxy) => endable({ id: proxy.id, name: `Proxy ${proxy.name}` }, "proxy", proxy.lastSeenAt)),
  ];
}

/** Those that a changed password ends unless somebody says otherwise. */
export function tickedAtFirst(keys: KeysView | undefined): ReadonlySet<string> {
  return new Set((keys ? listEndable(keys) : []).filter(({ kind }) => kind === "token").map(({ id }) => id));
}

function endable({ id, name }: { id: string; name: string }, kind: Endable["kind"], usedAt: string | null): Endable {
  return { id, name, kind, usedAt };
}
