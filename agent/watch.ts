/** Tells who asked what runs in the workspace: everything at once, then whatever changes. */
import type { Writable } from "node:stream";
import type { Listed } from "#protocol/terminal.ts";
import { createNewest } from "#protocol/newest.ts";
import { maxPortsTold, type HostFacts, type PortFact, type Watched } from "#protocol/tunnel.ts";
import { maxToldLineBytes } from "#tunnel/told.ts";

export interface Sources {
  listPorts(): Promise<PortFact[]>;
  readFacts(): Promise<HostFacts>;
  readApps(): Promise<{ apps: Record<string, unknown>; problem: string | null }>;
  listTerminals(): Listed | null;
  /** Returns what ends it. */
  onTerminals(heard: () => void): () => void;
}

const portsEveryMs = 1_000;
const factsEveryMs = 10_000;

/** Writes lines to `to` until it closes. A reader that does not keep up gets the newest state, not every state. */
export function watch(to: Writable, { listPorts, readFacts, readApps, listTerminals, onTerminals }: Sources): void {
  const told = new Map<Watched["type"], string>();
  const keepNewest = createNewest<PortFact, number>(maxPortsTold, ({ port }) => port);
  let isFull = false;
  const tell = (line: Watched) => {
    const text = write(line);
    if (text === null || isFull || to.destroyed || told.get(line.type) === text) return;
    told.set(line.type, text);
    isFull = !to.write(text);
  };
  const look = async () => {
    const { kept, more } = keepNewest(await listPorts());
    tell({ type: "ports", ports: kept, ...(more > 0 && { more }) });
    tell({ type: "apps", ...(await readApps()) });
  };
  const lookAtFacts = async () => tell({ type: "facts", facts: await readFacts() });
  const lookAtTerminals = () => tell({ type: "terminals", listed: listTerminals() ?? { now: 0, terminals: [] } });
  lookAtTerminals();
  const stopHearing = onTerminals(lookAtTerminals);
  void lookAtFacts();
  void look();
  const timers = [setInterval(() => void look(), portsEveryMs), setInterval(() => void lookAtFacts(), factsEveryMs)];
  for (const timer of timers) timer.unref();
  to.on("drain", () => {
    isFull = false;
    lookAtTerminals(); // nobody asks for these again by the clock
  });
  to.on("close", () => {
    timers.forEach(clearInterval);
    stopHearing();
  });
}

/** Null for what cannot be told: who is told more than is listened to hangs up, and what there is beside it would be told no more. */
function write(line: Watched): string | null {
  try {
    const text = `${JSON.stringify(line)}\n`;
    return Buffer.byteLength(text) > maxToldLineBytes ? null : text;
  } catch {
    return null;
  }
}
