/** What a door tells of its gateways, read: it may be another version. */
import type { GatewaysTold, ProxyAddress } from "#protocol/tunnel.ts";
import type { TunnelConnection } from "#tunnel/connection.ts";
import { readTold } from "#tunnel/told.ts";

const maxLineBytes = 256 * 1024;
/** Replicas, and proxies, that are dialled at most. */
const maxGateways = 100;

/** Calls `heard` for every line of `from`. What says nothing we know is passed over. `onTooMuch`: it is listened to no more. */
export function readGateways(from: TunnelConnection, heard: (told: GatewaysTold) => void, onTooMuch: (why: string) => void): void {
  readTold(from, {
    ...{ maxLineBytes, onTooMuch },
    heard(line) {
      const told = parse(line);
      if (told) heard(told);
    },
  });
}

function parse(line: string): GatewaysTold | null {
  try {
    const { replica, others, proxies } = JSON.parse(line) as Record<string, unknown>;
    if (typeof replica !== "string" || !Array.isArray(others) || !Array.isArray(proxies)) return null;
    return {
      replica,
      others: others.slice(0, maxGateways).filter((id) => typeof id === "string"),
      proxies: proxies.slice(0, maxGateways).filter(isProxy),
    };
  } catch {
    return null;
  }
}

function isProxy(given: unknown): given is ProxyAddress {
  if (typeof given !== "object" || given === null) return false;
  const { id, url } = given as Record<string, unknown>;
  return typeof id === "string" && typeof url === "string" && URL.canParse(url) && /^https?:$/.test(new URL(url).protocol);
}
