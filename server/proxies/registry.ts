/** Which proxies there are. Guards: only administrators see and change them; a token is kept as a hash, and compared in constant time. */
import type { Clock } from "../clock.ts";
import { AppError } from "../errors.ts";
import { createAppHosts } from "../gateway.ts";
import type { ProxyGateway } from "../proxies.ts";
import { createKeySecret, isTaken, parseToken, sameHash, type News, type RouteKind, type UserRow } from "../session.ts";
import type { ProxyRow, Store } from "../store.ts";
import { requireProxyName } from "./name.ts";

/** How long a list is believed; a proxied request must not cost a query. Changes made at this door are known at once. */
const rememberMs = 2_000;

export type Registry = ReturnType<typeof createProxyRegistry>;

export function createProxyRegistry(parts: { store: Pick<Store, "proxies">; news: Pick<News, "announce" | "listen">; clock: Clock }) {
  const { store, news, clock } = parts;
  let known: { rows: Promise<ProxyRow[]>; at: number } | null = null;
  let recalled: readonly ProxyGateway[] = [];

  const load = async (): Promise<ProxyRow[]> => {
    const rows = await store.proxies.list();
    recalled = rows.flatMap(gatewayOf);
    return rows;
  };
  const read = (): Promise<ProxyRow[]> => {
    const now = clock();
    if (!known || now - known.at >= rememberMs) {
      const loading = { rows: load(), at: now };
      known = loading;
      loading.rows.catch(() => {
        if (known === loading) known = null;
      });
    }
    return known.rows;
  };
  const gatewayOf = ({ id, name, url, wildcard, aliveUntil }: ProxyRow): ProxyGateway[] =>
    url === null || wildcard === null ? [] : [{ id, name, url, wildcard, healthy: (aliveUntil ?? 0) > clock() }];
  const changed = (id: string) => {
    known = null;
    news.announce({ endedKeyIds: [], changedUserIds: [], changedProxyIds: [id] });
  };
  const stopListening = news.listen(({ changedProxyIds = [] }) => {
    if (changedProxyIds.length > 0) known = null;
  });
  const require = async (id: string): Promise<ProxyRow> => {
    const found = (await read()).find((row) => row.id === id);
    if (!found) throw new AppError("not_found", { detail: "There is no such proxy." });
    return found;
  };
  // So that what is recalled without waiting is there from the start.
  void read().catch(() => undefined);

  return {
    async list(user: UserRow) {
      requireAdmin(user);
      return read();
    },
    async create(user: UserRow, given: string) {
      requireAdmin(user);
      const name = requireProxyName(given);
      const { id, secretHash, token } = createKeySecret();
      const proxy: ProxyRow = {
        ...{ id, name, secretHash, url: null, wildcard: null, version: null, createdAt: clock(), lastSeenAt: null, aliveUntil: null },
      };
      await store.proxies.create(proxy);
      changed(id);
      return { proxy, token };
    },
    async rename(user: UserRow, id: string, given: string) {
      requireAdmin(user);
      const name = requireProxyName(given);
      if (!(await store.proxies.rename(id, name))) await require(id);
      changed(id);
      return require(id);
    },
    async renewToken(user: UserRow, id: string) {
      requireAdmin(user);
      const { secretHash, token } = createKeySecret(id);
      if (!(await store.proxies.setSecret(id, secretHash))) await require(id);
      changed(id);
      return { proxy: await require(id), token };
    },
    async remove(user: UserRow, id: string) {
      requireAdmin(user);
      if (!(await store.proxies.remove(id))) await require(id);
      changed(id);
    },
    listGateways: async () => (await read()).flatMap(gatewayOf),
    recallGateways: () => recalled,
    async findByHost(host: string) {
      for (const gateway of (await read()).flatMap(gatewayOf)) {
        if (createAppHosts(gateway.wildcard, new URL(gateway.url).protocol).labelOf(host) !== null) return gateway;
      }
      return null;
    },
    /** Who shows a token. Throws `invalid_token`, `unavailable`. */
    async requireProxy(authorization: string | undefined, route: RouteKind): Promise<ProxyRow> {
      if (!isTaken(route, "proxy_token")) throw new AppError("invalid_token");
      const shown = parseToken(/^Bearer +(\S+)$/i.exec(authorization ?? "")?.[1] ?? "");
      const fits = (row: ProxyRow) => row.id === shown?.id && sameHash(row.secretHash, shown.secretHash);
      const found = (await read()).find(fits);
      if (found) return found;
      // Made a moment ago, perhaps by another replica: a proxy that is told no does not come back.
      if (shown) known = null;
      const made = shown && (await read()).find(fits);
      if (!made) throw new AppError("invalid_token", { detail: "This door does not know the proxy's token." });
      return made;
    },
    read,
    changed,
    close: stopListening,
  };
}

function requireAdmin(user: UserRow): void {
  if (user.role === "member") throw new AppError("forbidden", { detail: "Only administrators see and change the proxies." });
}
