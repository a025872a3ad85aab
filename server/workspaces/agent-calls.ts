/**
 * Asks the other replicas whether they hold an agent that answers. Told as news: the first yes decides; all have said no, or nobody answers in time, is no.
 */
import { randomUUID } from "node:crypto";
import { z } from "zod";
import type { News } from "../session.ts";

export interface AgentCalls {
  /** Whether a process of this workspace's agent other than `process` answers at another replica. */
  isAliveElsewhere(workspaceId: string, process: string): Promise<boolean>;
  /** Tells the others that this process is the agent now: what they hold of another is to be let go. */
  took(workspaceId: string, process: string): void;
  close(): void;
}

/** With the time that the agent itself has for its answer, and the way there and back. */
const answeredWithinMs = 6_000;

const call = z.union([
  z.object({ ask: z.string(), workspaceId: z.string(), process: z.string() }),
  z.object({ took: z.string(), process: z.string() }),
  z.object({ answer: z.string(), from: z.string(), isAlive: z.boolean() }),
]);

/** `replicas`: this process and the others that are alive. `probe`: the same question for this process. */
export function createAgentCalls(parts: {
  news: Pick<News, "announce" | "listen">;
  replicas: () => { replica: string; others: readonly string[] };
  probe: (workspaceId: string, process: string) => Promise<boolean>;
  release: (workspaceId: string, process: string) => void;
}): AgentCalls {
  const { news, replicas, probe, release } = parts;
  const waiting = new Map<string, (from: string, isAlive: boolean) => void>();
  const say = (text: z.infer<typeof call>) => news.announce({ endedKeyIds: [], changedUserIds: [], agentCalls: [text] });
  const stopListening = news.listen(({ agentCalls = [], isFromAfar }) => {
    if (!isFromAfar) return;
    for (const given of agentCalls) {
      const { success, data } = call.safeParse(given);
      if (!success) continue;
      if ("took" in data) release(data.took, data.process);
      else if ("answer" in data) waiting.get(data.answer)?.(data.from, data.isAlive);
      else void probe(data.workspaceId, data.process).then((isAlive) => say({ answer: data.ask, from: replicas().replica, isAlive }));
    }
  });
  return {
    isAliveElsewhere(workspaceId, process) {
      const awaited = new Set(replicas().others);
      if (awaited.size === 0) return Promise.resolve(false);
      const ask = randomUUID();
      return new Promise((resolve) => {
        const done = (isAlive: boolean) => {
          clearTimeout(timer);
          waiting.delete(ask);
          resolve(isAlive);
        };
        const timer = setTimeout(() => done(false), answeredWithinMs);
        waiting.set(ask, (from, isAlive) => {
          awaited.delete(from);
          if (isAlive || awaited.size === 0) done(isAlive);
        });
        say({ ask, workspaceId, process });
      });
    },
    took: (workspaceId, process) => say({ took: workspaceId, process }),
    close: stopListening,
  };
}
