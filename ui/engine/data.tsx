"use client";
/**
 * The data of the signed-in screens: SWR over callApi. A screen starts with what its page was rendered with, or with what this browser
 * last knew, and asks again when the live socket, the window's focus or the network's return says so.
 */
import { createContext, useCallback, useContext, useEffect, useMemo, useState, type ReactNode } from "react";
import useSWR, { SWRConfig, type SWRConfiguration } from "swr";
import type { SessionView } from "#protocol/api.ts";
import { callApi, type ApiProblem, type ApiUnreachable } from "./api.ts";
import { openLastKnown, type LastKnown } from "./last-known.ts";
import { useDoor } from "./use-door.ts";

interface DoorData {
  session: SessionView | null;
  lastKnown: LastKnown | null;
  /** What pages were rendered with and the cache has taken over. */
  taken: WeakSet<object>;
}

const DoorContext = createContext<DoorData>({ session: null, lastKnown: null, taken: new WeakSet() });

/**
 * Wraps the signed-in screens. `session` is what the page was rendered with; null before the shell knows.
 * `before`: the store that the shell has opened already.
 */
export function DoorDataProvider({ session, before, children }: { session: SessionView | null; before?: LastKnown; children: ReactNode }) {
  const [opened, setOpened] = useState<LastKnown | null>(before ?? null);
  const userId = session?.user.id;
  useEffect(() => {
    if (!userId || opened?.userId === userId) return;
    let current = true;
    void openLastKnown(userId).then((store) => current && setOpened(store));
    return () => {
      current = false;
    };
  }, [userId, opened?.userId]);
  const [taken] = useState(() => new WeakSet<object>());
  const context = useMemo(() => ({ session, lastKnown: opened, taken }), [session, opened, taken]);
  return (
    <SWRConfig value={swrConfig}>
      <DoorContext value={context}>
        {session && <Door session={session} />}
        {children}
      </DoorContext>
    </SWRConfig>
  );
}

/**
 * An answer of the API, path like `/keys`; nothing is asked for null. `rendered` is what the page was rendered with: then nothing is asked at first.
 * `isFromBefore`: nothing was heard from the door yet, and this is what the browser kept. `refresh` settles when it is asked again.
 */
export function useDoorData<T extends object>(path: string | null, rendered?: T) {
  const { lastKnown, taken } = useContext(DoorContext);
  const { data, error, mutate } = useSWR<T, ApiProblem | ApiUnreachable>(path, {
    ...(rendered && { fallbackData: rendered }),
    revalidateIfStale: !rendered,
  });
  // A page rendered by a new navigation is newer than the cache; one that the router kept is not, and was taken over before.
  const fresh = rendered && partsOf(rendered).some((part) => !taken.has(part)) ? rendered : undefined;
  useEffect(() => {
    if (!fresh) return;
    for (const part of partsOf(fresh)) taken.add(part);
    void mutate(fresh, { revalidate: false });
  }, [fresh, taken, mutate]);
  const answer = fresh ?? data;
  useEffect(() => {
    if (answer && path !== null) lastKnown?.keep(path, answer);
  }, [lastKnown, path, answer]);
  const before = answer || path === null ? undefined : lastKnown?.find<T>(path);
  const refresh = useCallback(async () => void (await mutate()), [mutate]);
  return { data: answer ?? before?.data, error, isFromBefore: before !== undefined, refresh };
}

/** What an answer is known by again. `{ keys: rendered }` is a new object with each render; the list in it is the one the page brought. */
function partsOf(answer: object): object[] {
  if (Array.isArray(answer)) return [answer];
  const parts = Object.values(answer).filter((part): part is object => typeof part === "object" && part !== null);
  return parts.length > 0 ? parts : [answer];
}

/** Who is signed in, kept up to date; null in the shell before anything is known. */
export function useSession(): SessionView | null {
  const { session } = useContext(DoorContext);
  const { data } = useSWR<SessionView>(session && "/session", { revalidateOnMount: false, revalidateIfStale: false });
  return data ?? session;
}

/** What the signed-in page does all the time; draws nothing. */
function Door({ session }: { session: SessionView }) {
  useDoorData("/session", session);
  useDoor(session);
  return null;
}

const swrConfig: SWRConfiguration = {
  fetcher: (path: string) => callApi(path, { passive: true }),
  dedupingInterval: 1_000,
  // What the door refuses it will refuse again; the rest is asked again when the connection returns (use-door.ts).
  shouldRetryOnError: false,
  revalidateOnReconnect: false,
};
