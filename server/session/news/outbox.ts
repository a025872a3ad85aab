/** Tells other replicas: what is announced while one telling is on its way goes out together in the next. */
import type { FarHeadline } from "../news.ts";
import { writeHeadline } from "./headline-text.ts";

export interface Outbox {
  put(headline: FarHeadline): void;
  /** Resolves when everything put so far has been told, or could not be. */
  told(): Promise<void>;
}

/** `tell` may fail: whoever was not told asks by itself within seconds. */
export function createOutbox({ tell, mostBytes }: { tell: (text: string) => Promise<void>; mostBytes: number }): Outbox {
  let waiting: FarHeadline[] = [];
  let telling: Promise<void> = Promise.resolve();
  const flush = async () => {
    const texts = writeHeadline(merge(waiting), mostBytes);
    waiting = [];
    for (const text of texts) await tell(text).catch(() => undefined);
  };
  return {
    put(headline) {
      waiting.push(headline);
      if (waiting.length === 1) telling = telling.then(flush);
    },
    told: () => telling,
  };
}

function merge(headlines: readonly FarHeadline[]): FarHeadline {
  const all = <T>(pick: (headline: FarHeadline) => readonly T[] | undefined) => [...new Set(headlines.flatMap((each) => pick(each) ?? []))];
  return {
    touchedUserIds: all((each) => each.touchedUserIds),
    changedWorkspaceIds: all((each) => each.changedWorkspaceIds),
    changedProxyIds: all((each) => each.changedProxyIds),
    changedReplicaIds: all((each) => each.changedReplicaIds),
    terminalChanges: all((each) => each.terminalChanges),
  };
}
