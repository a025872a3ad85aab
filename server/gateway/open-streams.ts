/**
 * What is open for whom: every answer in flight and every socket ends when its session or its permission does (SEC-28). News of an ending is
 * acted on at once; whatever no news tells of (a key that runs out, a sharing that is over) is found by looking every two seconds.
 */
import { isAppError } from "../errors.ts";
import type { News } from "../session.ts";

/** By what something is open. */
export interface Permit {
  /** The keys it hangs on: none for an app that is open to anybody. */
  keyIds: readonly string[];
  /** What shares one answer of `isStillOpen`: the same key at the same app. */
  group: string;
  /** Asked again from time to time. May throw `unavailable`: then nothing ends. */
  isStillOpen(): Promise<boolean>;
}

export interface Held {
  permit: Permit;
  end: () => void;
}

export interface OpenStreams {
  /** `end` is called once when the permit is over; at once where all was closed already. */
  hold(permit: Permit, end: () => void): Held;
  release(held: Held): void;
  close(): void;
}

/** With what is remembered of a verdict (4 s at most, mostly less) still below 5 s where news arrives, which is every ending but a mere lapse. */
const lookEveryMs = 2_000;

export function createOpenStreams(news: Pick<News, "listen">, everyMs = lookEveryMs): OpenStreams {
  const held = new Set<Held>();
  let isClosed = false;
  const end = (stream: Held) => {
    held.delete(stream);
    stream.end();
  };
  const look = async () => {
    const groups = new Map<string, Held[]>();
    for (const stream of held) {
      const group = groups.get(stream.permit.group);
      if (group) group.push(stream);
      else groups.set(stream.permit.group, [stream]);
    }
    for (const streams of groups.values()) {
      if (!(await isOpen(streams[0]))) for (const stream of streams) end(stream);
    }
  };
  const timer = setInterval(() => void look(), everyMs).unref();
  const stopListening = news.listen(({ endedKeyIds, changedUserIds, changedWorkspaceIds = [] }) => {
    const ended = new Set(endedKeyIds);
    if (ended.size > 0) {
      for (const stream of held) {
        if (stream.permit.keyIds.some((id) => ended.has(id))) end(stream);
      }
    }
    if (changedUserIds.length + changedWorkspaceIds.length > 0) void look();
  });
  return {
    hold(permit, ending) {
      const stream = { permit, end: ending };
      // What was let in while everything closed would stay open for ever, and keep the process from ending.
      if (isClosed) ending();
      else held.add(stream);
      return stream;
    },
    release: (stream) => void held.delete(stream),
    close() {
      isClosed = true;
      clearInterval(timer);
      stopListening();
      for (const stream of [...held]) end(stream);
    },
  };
}

async function isOpen(stream: Held | undefined): Promise<boolean> {
  try {
    return (await stream?.permit.isStillOpen()) ?? true;
  } catch (error) {
    return isAppError(error); // a database that does not answer ends nobody
  }
}
