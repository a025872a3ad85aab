/**
 * How a replica goes, so that behind a load balancer nothing is lost: first it says that it goes, and still answers; then it takes no more, and
 * sends sockets elsewhere; then it finishes what it was asked. Only then its parts may close.
 */
import { setTimeout as sleep } from "node:timers/promises";
import type { Listener } from "./listener.ts";
import type { Replicas } from "./replicas.ts";

export interface Retirement {
  /** True from the moment on which this door wants nothing new. */
  hasBegun(): boolean;
  /** Resolves when nothing is being answered any more. */
  run(): Promise<void>;
}

/** How long it still takes connections while `/readyz` says no, where somebody else could answer them: load balancers look only now and then. ms */
const lameMs = 2_000;
/** How long answers in flight may take after that. ms */
const graceMs = 4_000;

/** `closeSockets`: those of pages and viewers, who come back by themselves. */
export function createRetirement(parts: {
  listener: Pick<Listener, "retire" | "stop" | "finish">;
  replicas: Pick<Replicas, "others" | "leave">;
  closeSockets: () => void;
}): Retirement {
  const { listener, replicas, closeSockets } = parts;
  let hasBegun = false;
  return {
    hasBegun: () => hasBegun,
    async run() {
      hasBegun = true;
      const others = replicas.others().length;
      listener.retire();
      await replicas.leave();
      if (others > 0) await sleep(lameMs);
      listener.stop();
      closeSockets();
      await listener.finish(graceMs);
    },
  };
}
