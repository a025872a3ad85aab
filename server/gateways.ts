/** What agents are told that there is to dial: the replicas of this door, and the regional proxies that have said where they are. */
import type { ProxyAddress } from "#protocol/tunnel.ts";
import type { Replicas } from "./replicas.ts";
import type { News } from "./session.ts";
import type { Store } from "./store.ts";
import type { AgentTickets } from "./proxies.ts";
import type { Gateways, Regions } from "./workspaces.ts";

/** For what no news has told of. */
const lookEveryMs = 30_000;

/** Resolves when it knows them: an agent must not be told of none and leave all that it has. */
export async function openGateways(parts: {
  store: Pick<Store, "proxies">;
  news: Pick<News, "listen">;
  replicas: Pick<Replicas, "id" | "others" | "onChange">;
  tickets: Pick<AgentTickets, "create">;
}): Promise<Gateways & { regions: Regions; close(): void }> {
  const { store, news, replicas, tickets } = parts;
  const listeners = new Set<() => void>();
  let proxies: ProxyAddress[] = [];
  const tell = () => {
    for (const heard of [...listeners]) heard();
  };
  const look = async () => {
    const rows = await store.proxies.list().catch(() => null);
    if (!rows) return; // what was known stays; the next look knows better
    proxies = rows.flatMap(({ id, url }) => (url === null ? [] : [{ id, url }]));
    tell();
  };
  const stopHearing = replicas.onChange(tell);
  const stopListening = news.listen(({ changedProxyIds = [], hasGap }) => {
    if (changedProxyIds.length > 0 || hasGap) void look();
  });
  const timer = setInterval(() => void look(), lookEveryMs).unref();
  await look();
  const onChange = (heard: () => void) => {
    listeners.add(heard);
    return () => void listeners.delete(heard);
  };
  return {
    read: () => ({ replica: replicas.id, others: [...replicas.others()], proxies: [] }),
    onChange,
    regions: {
      listProxies: () => proxies,
      onChange,
      async createTicket(proxyId, holder) {
        return proxies.some(({ id }) => id === proxyId) ? tickets.create({ proxyId, ...holder }) : null;
      },
    },
    close() {
      clearInterval(timer);
      stopHearing();
      stopListening();
    },
  };
}
