/** What is open for whom: every answer in flight and every socket of a key ends when the key or its parent ends (SEC-28). */
import type { AppCaller, News } from "../session.ts";

export interface OpenStreams {
  /** `end` is called once when the caller's key or its parent ends. Returns the way to say that it is over already. */
  hold(caller: AppCaller, end: () => void): () => void;
  close(): void;
}

export function createOpenStreams(news: Pick<News, "listen">): OpenStreams {
  const byKey = new Map<string, Set<() => void>>();
  const stopListening = news.listen(({ endedKeyIds }) => {
    for (const id of endedKeyIds) for (const end of [...(byKey.get(id) ?? [])]) end();
  });
  const add = (id: string, end: () => void) => {
    const held = byKey.get(id) ?? new Set();
    byKey.set(id, held.add(end));
  };
  const remove = (id: string, end: () => void) => {
    const held = byKey.get(id);
    held?.delete(end);
    if (held?.size === 0) byKey.delete(id);
  };
  return {
    hold({ key, parent }, end) {
      add(key.id, end);
      add(parent.id, end);
      return () => {
        remove(key.id, end);
        remove(parent.id, end);
      };
    },
    close() {
      stopListening();
      for (const held of byKey.values()) for (const end of [...held]) end();
    },
  };
}
