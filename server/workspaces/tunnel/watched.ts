/**
 * What an agent says, parsed: it is another machine, and may be another version, broken or hostile. Guards: of everything there is so much and no
 * more, and its text is clean (protocol/text.ts). What is too much is left out and counted, not refused: a machine with many ports is no attack.
 */
import { z } from "zod";
import { createNewest } from "#protocol/newest.ts";
import { mostTerminalsTold, type Listed } from "#protocol/terminal.ts";
import { cleanText } from "#protocol/text.ts";
import { maxAppsOfFile, maxPortsTold, type HostFacts, type PortFact } from "#protocol/tunnel.ts";
import { terminalFact } from "../terminals/fact.ts";

export interface WatchedState {
  ports: PortFact[];
  /** Null until the agent has said it. */
  facts: HostFacts | null;
  /** As they stand in the agent's latchkey.yaml, unchecked. */
  apps: Record<string, unknown>;
  problem: string | null;
  /** Null until the agent has said it: one from before there were terminals never does. */
  listed: Listed | null;
  /** How many of each there are beyond those. */
  morePorts: number;
  moreApps: number;
  moreTerminals: number;
}

export const nothingSaid: WatchedState = {
  ...{ ports: [], facts: null, apps: {}, problem: null, listed: null },
  ...{ morePorts: 0, moreApps: 0, moreTerminals: 0 },
};

const bytes = z.number().min(0).max(Number.MAX_SAFE_INTEGER);
const usage = z.object({ usedBytes: bytes, totalBytes: bytes });
const count = z.int().min(0).max(1_000_000);
const text = (maxLength: number) => z.string().transform((given) => cleanText(given, maxLength));
const line = z.discriminatedUnion("type", [
  z.object({ type: z.literal("ports"), ports: z.array(z.unknown()), more: count.optional() }),
  z.object({
    type: z.literal("facts"),
    facts: z.object({
      hostname: text(255),
      platform: text(40),
      system: text(200),
      version: text(40),
      uptimeSeconds: bytes,
      load: z.number().min(0).nullable(),
      memory: usage,
      disk: usage.nullable(),
    }),
  }),
  z.object({ type: z.literal("apps"), apps: z.unknown(), more: count.optional(), problem: text(500).nullable() }),
  z.object({
    type: z.literal("terminals"),
    listed: z.object({ now: z.number().min(0).max(8.64e15), terminals: z.array(z.unknown()) }),
  }),
]);

/** Gives the part of the state that a line changes; null for a line that says nothing we know. One for each tunnel: it knows which ports are new. */
export function createWatchedReader(): (text: string) => Partial<WatchedState> | null {
  const keepNewest = createNewest<PortFact, number>(maxPortsTold, ({ port }) => port);
  return (given) => {
    const said = parse(given);
    if (said?.type === "ports") {
      const { kept, more } = keepNewest(said.ports.flatMap(readPort));
      return { ports: kept, morePorts: more + (said.more ?? 0) };
    }
    if (said?.type === "facts") return { facts: said.facts };
    if (said?.type === "terminals") {
      const { now, terminals } = said.listed;
      const read = terminals.slice(0, mostTerminalsTold).flatMap((each) => terminalFact.safeParse(each).data ?? []);
      return { listed: { now, terminals: read }, moreTerminals: terminals.length - read.length };
    }
    if (said?.type !== "apps" || typeof said.apps !== "object" || said.apps === null || Array.isArray(said.apps)) return null;
    const entries = Object.entries(said.apps);
    const apps = Object.fromEntries(entries.slice(0, maxAppsOfFile));
    return { apps, moreApps: Math.max(0, entries.length - maxAppsOfFile) + (said.more ?? 0), problem: said.problem };
  };
}

function parse(text: string): z.infer<typeof line> | null {
  try {
    return line.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}

/** By hand: there may be 65,535 of them in a line. None for what is no port. */
function readPort(given: unknown): PortFact[] {
  if (typeof given !== "object" || given === null) return [];
  const { port, process } = given as Record<string, unknown>;
  if (typeof port !== "number" || !Number.isInteger(port) || port < 1 || port > 65_535) return [];
  const name = typeof process === "string" ? cleanText(process, 100) : "";
  return [name === "" ? { port } : { port, process: name }];
}
