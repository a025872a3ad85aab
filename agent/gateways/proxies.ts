/** Tunnels to every regional proxy that there is now. */
import type { Duplex } from "node:stream";
import type { ProxyAddress } from "#protocol/tunnel.ts";
import type { DialRules } from "../dial.ts";
import { serveTunnel } from "../tunnel-end.ts";
import type { Sources } from "../watch.ts";
import { lookupAllowed } from "#tunnel/allowed-address.ts";
import type { Dialling, Outcome } from "./dial-tunnel.ts";
import { keepTunnels, type Kept } from "./keep-tunnels.ts";
import { refusedMs, waitMs } from "./waits.ts";

/** What is at this end of every tunnel. */
export interface Served {
  sources: Sources;
  rules: () => DialRules;
  /** A connection to the terminals of this machine. */
  openTerminals: () => Duplex;
}

export interface GatewayConnections {
  close(): void;
}

/**
 * `follow` tells which proxies there are, at once and at every change, and returns what ends that. A proxy that refuses is asked again, later
 * and later: whether an agent is wanted is the door's to say, never a proxy's.
 */
export function openGatewayConnections(
  parts: Pick<Dialling, "version" | "instance" | "process" | "hostname"> & {
    /** For one dial of this proxy; null while there is none. Never throws. */
    askTicket: (proxyId: string) => Promise<string | null>;
    follow: (heard: (proxies: readonly ProxyAddress[]) => void) => () => void;
    served: Served;
    /** Told of every change, in words. */
    say: (text: string) => void;
  },
): GatewayConnections {
  const { askTicket, version, instance, process, hostname, follow, served, say } = parts;
  const kept = new Map<string, Kept & { url: string }>();
  const keep = (id: string, url: URL): Kept =>
    keepTunnels({
      ...{ url, version, instance, process, hostname, lookup: lookupAllowed },
      credential: () => askTicket(id),
      serve: (socket) => serveTunnel(socket, served),
      onOpen(count) {
        if (count === 1) say(`Connected to the proxy ${url.host}.`);
      },
      onFailure(outcome, left, failures) {
        if (left === 0 && failures === 1) say(`The proxy ${url.host} ${describe(outcome)}. Dialling again.`);
        return outcome.kind === "refused" ? refusedMs(failures) : waitMs(failures);
      },
    });
  // It may tell before it returns.
  const stop = follow((proxies) => {
    for (const [id, each] of kept) {
      if (proxies.some((proxy) => proxy.id === id && proxy.url === each.url)) continue;
      each.close();
      kept.delete(id);
    }
    for (const { id, url } of proxies) if (!kept.has(id)) kept.set(id, { url, ...keep(id, new URL(url)) });
  });
  return {
    close() {
      stop();
      for (const each of kept.values()) each.close();
      kept.clear();
    },
  };
}

function describe(outcome: Outcome): string {
  if (outcome.kind === "refused") return `answered ${outcome.status}`;
  return outcome.kind === "lost" ? "was lost" : outcome.problem;
}
