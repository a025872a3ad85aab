/** The agent of the door's own machine: the same parts, in process, without a tunnel. */
import type { Duplex } from "node:stream";
import { defaultRules, dialLoopback, type DialRules } from "./dial.ts";
import { readFacts } from "./facts.ts";
import { createPortList } from "./listening-ports.ts";
import type { HostFacts, PortFact } from "#protocol/tunnel.ts";

export { defaultRules };

export interface LocalAgent {
  /** Throws when the rules forbid it. */
  dial(host: string, port: number): Duplex;
  listPorts(): Promise<PortFact[]>;
  readFacts(): Promise<HostFacts>;
}

export function createLocalAgent({ version, rules }: { version: string; rules: DialRules }): LocalAgent {
  return {
    dial: (host, port) => dialLoopback({ host, port }, rules),
    listPorts: createPortList(),
    readFacts: () => readFacts(version),
  };
}
