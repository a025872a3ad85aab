/**
 * What other replicas are told, as text. Guards: a text comes from our own database, but perhaps from a replica of another version; what is
 * not understood is no news.
 */
import { z } from "zod";
import type { FarHeadline } from "../news.ts";

const ids = z.array(z.string()).default([]);
const far = z.object({
  touchedUserIds: ids,
  changedWorkspaceIds: ids,
  changedProxyIds: ids,
  changedReplicaIds: ids,
  terminalChanges: z.array(z.unknown()).default([]),
  agentCalls: z.array(z.unknown()).default([]),
});

/** As many texts as it takes, none longer than `mostBytes`. One thing that is too long by itself is left out: whoever needs it asks. */
export function writeHeadline(headline: FarHeadline, mostBytes: number): string[] {
  const named = Object.entries(headline).filter(([, list]: [string, unknown[]]) => list.length > 0) as [string, unknown[]][];
  const count = named.reduce((sum, [, list]) => sum + list.length, 0);
  if (count === 0) return [];
  const text = JSON.stringify(Object.fromEntries(named));
  if (Buffer.byteLength(text) <= mostBytes) return [text];
  if (count === 1) return [];
  // One list in halves; several, each by itself.
  const [[name, list] = ["", []], ...others] = named;
  const parts: Record<string, unknown[]>[] =
    others.length > 0
      ? named.map(([each, all]) => ({ [each]: all }))
      : [{ [name]: list.slice(0, list.length / 2) }, { [name]: list.slice(list.length / 2) }];
  return parts.flatMap((part) => writeHeadline(part, mostBytes));
}

/** Null for a text that says nothing we know. */
export function readHeadline(text: string): Required<FarHeadline> | null {
  try {
    return far.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}
