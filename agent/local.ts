/** The agent of the door's own machine: the same parts, in process, without a tunnel. */
import { hostname } from "node:os";
import type { Duplex } from "node:stream";
import { defaultRules, dialLoopback, type DialRules } from "./dial.ts";
import { readFacts } from "./facts.ts";
import { createPortList } from "./listening-ports.ts";
import { openGatewayConnections, type GatewayConnections } from "./gateways/proxies.ts";
import { findAddressProblem } from "#tunnel/allowed-address.ts";
import type { TerminalLink } from "./terminals/link.ts";
import type { Listed } from "#protocol/terminal.ts";
import type { HostFacts, PortFact, ProxyAddress } from "#protocol/tunnel.ts";

export { defaultRules };

/** The id of this workspace, and its name. */
const localName = "this-machine";

export interface LocalAgent {
  /** Throws when the rules forbid it. */
  dial(host: string, port: number): Duplex;
  listPorts(): Promise<PortFact[]>;
  readFacts(): Promise<HostFacts>;
  /** A connection to the terminals of the machine. Throws where there are none. */
  openTerminals(): Duplex;
  listTerminals(): Listed | null;
  /** Returns what ends it. */
  onTerminals(heard: () => void): () => void;
}

/** `terminals`: without them the machine has none. */
export function createLocalAgent({
  version,
  rules,
  terminals,
}: {
  version: string;
  rules: DialRules;
  terminals?: TerminalLink;
}): LocalAgent {
  return {
    dial: (host, port) => dialLoopback({ host, port }, rules),
    listPorts: createPortList(),
    readFacts: () => readFacts(version),
    openTerminals() {
      if (!terminals) throw Object.assign(new Error("This machine has no terminals."), { code: "EACCES" });
      return terminals.open();
    },
    listTerminals: () => terminals?.list() ?? null,
    onTerminals: (heard) => terminals?.onChange(heard) ?? (() => undefined),
  };
}

/** Opens this machine to every regional proxy, which reaches it as any other: through a tunnel that the machine dials. */
export function dialProxies(parts: {
  local: LocalAgent;
  regions: {
    listProxies(): ProxyAddress[];
    onChange(heard: () => void): () => void;
    createTicket(proxyId: string, holder: { workspaceId: string; tokenId: string }): Promise<string | null>;
  };
  /** Of this process. */
  instance: string;
  version: string;
  log: { info(text: string): void };
}): GatewayConnections {
  const { local, regions, instance, version, log } = parts;
  return openGatewayConnections({
    ...{ instance, process: instance, hostname: hostname(), version },
    // As every machine, and of its own: it has no token.
    askTicket: (proxyId) => regions.createTicket(proxyId, { workspaceId: localName, tokenId: "" }).catch(() => null),
    follow(heard) {
      const tell = () => heard(regions.listProxies().filter(({ url }) => findAddressProblem(new URL(url)) === null));
      const stop = regions.onChange(tell);
      tell();
      return stop;
    },
    served: {
      // A proxy asks for connections alone: what runs here, the door knows by itself.
      sources: { ...local, readApps: () => Promise.resolve({ apps: {}, problem: null }) },
      rules: () => defaultRules,
      openTerminals: local.openTerminals,
    },
    say: (text) => log.info(text),
  });
}
