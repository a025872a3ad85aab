import { useEffect, useEffectEvent, useRef, useState } from "react";
import type { WorkspaceView } from "#protocol/api.ts";
import { callApi, type ApiProblem } from "#ui/engine/api.ts";

const askEveryMs = 2_000;
/** As long as it takes to read that it is there. */
const readMs = 1_500;

export type Arrival = "waiting" | "connected" | "removed";

/**
 * Waits until the machine of a workspace connects; `onRead` is called when that could be read. A machine that is online still with the
 * command it had before has not arrived: it has to be seen away first.
 */
export function useArrival({ id, state }: WorkspaceView, onRead: () => void): Arrival {
  const [arrival, setArrival] = useState<Arrival>("waiting");
  const wasAway = useRef(state === "offline");
  const read = useEffectEvent(onRead);
  useEffect(() => {
    if (arrival !== "waiting") return;
    const asking = new AbortController();
    const ask = async () => {
      const workspace = await callApi<WorkspaceView>(`/workspaces/${id}`, { passive: true, signal: asking.signal }).catch(removedOrNull);
      if (asking.signal.aborted || workspace === null) return;
      if (workspace === "removed") return setArrival("removed");
      if (workspace.state === "offline") wasAway.current = true;
      else if (wasAway.current) setArrival("connected");
    };
    const timer = setInterval(() => void ask(), askEveryMs);
    return () => {
      clearInterval(timer);
      asking.abort();
    };
  }, [arrival, id]);
  useEffect(() => {
    if (arrival !== "connected") return;
    const timer = setTimeout(() => read(), readMs);
    return () => clearTimeout(timer);
  }, [arrival]);
  return arrival;
}

/** A door that does not answer now is asked again; one that does not know the workspace any more has said the last word. */
function removedOrNull(error: unknown): "removed" | null {
  return error instanceof Error && error.name === "ApiProblem" && (error as ApiProblem).problem.code === "not_found" ? "removed" : null;
}
