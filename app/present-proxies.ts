import type { ProxyEnrolment, ProxyView, RegionView } from "#protocol/regions.ts";
import type { Runtime } from "#server/runtime.ts";
import type { ProxyRow } from "#server/store.ts";

/** As those who run the door see it. */
export function presentProxy({ secretHash: _secret, createdAt, lastSeenAt, aliveUntil, ...proxy }: ProxyRow): ProxyView {
  return {
    ...proxy,
    createdAt: new Date(createdAt).toISOString(),
    lastSeenAt: lastSeenAt === null ? null : new Date(lastSeenAt).toISOString(),
    healthy: (aliveUntil ?? 0) > Date.now(),
  };
}

export function presentProxyEnrolment({ config }: Pick<Runtime, "config">, made: { proxy: ProxyRow; token: string }): ProxyEnrolment {
  const { proxy, token } = made;
  const addresses = `--access-url ${proxy.url ?? "https://<its own address>"} --wildcard-access-url '${proxy.wildcard ?? "*.<its own address>"}'`;
  return {
    proxy: presentProxy(proxy),
    token,
    // Not by npx: where Latchkey is not installed it would hand the token to whatever the registry has under the name.
    command: `LATCHKEY_TOKEN=${token} latchkey proxy --primary-url ${config.accessUrl.origin} ${addresses}`,
  };
}

/** Where apps can be opened through: the door itself first. */
export async function listRegions({ config, proxies }: Pick<Runtime, "config" | "proxies">): Promise<RegionView[]> {
  const primary: RegionView = { id: "primary", name: "Primary", url: config.accessUrl.origin, wildcard: config.wildcard, healthy: true };
  return [primary, ...(await proxies.listGateways())];
}
