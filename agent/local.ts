/** The agent of the door's own machine: the same parts, in process, without a tunnel. */
import type { Duplex } from "node:stream";
import { defaultRules, dialLoopback, type DialRules } from "./dial.ts";
import { readFacts } from "./facts.ts";
import { createPortList } from "./listening-ports.ts";
import type { TerminalLink } from "./terminals/link.ts";
import type { Listed } from "#protocol/terminal.ts";
import type { HostFacts, PortFact } from "#protocol/tunnel.ts";

export { defaultRules };

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
