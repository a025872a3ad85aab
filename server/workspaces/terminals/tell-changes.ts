/** Tells open screens that terminals have changed: at once, then at most once a second for each machine, however busy it is. */
import type { News } from "../../session.ts";

export interface TellChanges {
  changed(workspaceId: string): void;
  close(): void;
}

const onceInMs = 1_000;

/** `findAudience`: whose the terminals of a machine are; null where there is no such machine any more. */
export function createTellChanges(parts: {
  news: Pick<News, "announceHere">;
  findAudience: (workspaceId: string) => Promise<{ ownerId: string; forAdmins: boolean } | null>;
}): TellChanges {
  const { news, findAudience } = parts;
  /** Machines of which something was told within the last second, and whether there is more to tell. */
  const resting = new Map<string, { timer: NodeJS.Timeout; hasMore: boolean }>();
  const tell = (workspaceId: string) => {
    const timer = setTimeout(() => {
      const { hasMore } = resting.get(workspaceId) ?? { hasMore: false };
      resting.delete(workspaceId);
      if (hasMore) tell(workspaceId);
    }, onceInMs).unref();
    resting.set(workspaceId, { timer, hasMore: false });
    findAudience(workspaceId).then(
      (audience) => audience && news.announceHere({ endedKeyIds: [], changedUserIds: [], changedTerminals: [audience] }),
      () => undefined, // a database that does not answer: screens ask again when it does
    );
  };
  return {
    changed(workspaceId) {
      const rest = resting.get(workspaceId);
      if (rest) rest.hasMore = true;
      else tell(workspaceId);
    },
    close() {
      for (const { timer } of resting.values()) clearTimeout(timer);
      resting.clear();
    },
  };
}
