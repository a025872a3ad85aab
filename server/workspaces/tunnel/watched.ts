/** What an agent says, parsed: it is another machine, and may be another version, broken or hostile. */
import { z } from "zod";
import type { Listed } from "#protocol/terminal.ts";
import type { HostFacts, PortFact } from "#protocol/tunnel.ts";
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
}

const bytes = z.number().min(0).max(Number.MAX_SAFE_INTEGER);
const usage = z.object({ usedBytes: bytes, totalBytes: bytes });
const line = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("ports"),
    ports: z.array(z.object({ port: z.int().min(1).max(65_535), process: z.string().max(200).exactOptional() })).max(65_535),
  }),
  z.object({
    type: z.literal("facts"),
    facts: z.object({
      hostname: z.string().max(255),
      platform: z.string().max(40),
      system: z.string().max(200),
      version: z.string().max(40),
      uptimeSeconds: bytes,
      load: z.number().min(0).nullable(),
      memory: usage,
      disk: usage.nullable(),
    }),
  }),
  z.object({ type: z.literal("apps"), apps: z.record(z.string().max(100), z.unknown()), problem: z.string().max(500).nullable() }),
  z.object({
    type: z.literal("terminals"),
    listed: z.object({ now: z.number().min(0).max(8.64e15), terminals: z.array(terminalFact).max(1_000) }),
  }),
]);

/** The part of the state that a line changes; null for a line that says nothing we know. */
export function parseWatched(text: string): Partial<WatchedState> | null {
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch {
    return null;
  }
  const { success, data } = line.safeParse(given);
  if (!success) return null;
  const { type: _type, ...said } = data;
  return said;
}
