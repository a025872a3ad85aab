import type { Sources } from "../watch.ts";

/** How often anything is looked at anew, however many ask. ms */
const portsEveryMs = 500;
const factsEveryMs = 5_000;

/** The same sources for several tunnels: what all ask for at about the same time is looked for once. */
export function shareSources(sources: Sources, clock: () => number = () => performance.now()): Sources {
  return {
    ...sources,
    listPorts: once(sources.listPorts, portsEveryMs, clock),
    readFacts: once(sources.readFacts, factsEveryMs, clock),
    readApps: once(sources.readApps, portsEveryMs, clock),
  };
}

function once<T>(look: () => Promise<T>, everyMs: number, clock: () => number): () => Promise<T> {
  let known: { found: Promise<T>; at: number } | null = null;
  return () => {
    if (known && clock() - known.at < everyMs) return known.found;
    known = { found: look(), at: clock() };
    return known.found;
  };
}
