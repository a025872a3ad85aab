import type { AppRow } from "../store.ts";
import type { AppsSource } from "./catalog.ts";
import { readDeclaredApps } from "./declared-apps.ts";
import type { WatchedState } from "./tunnel/watched.ts";

/**
 * The apps of an agent's latchkey.yaml, as it tells them. While the agent is away, and while its file is wrong, what it told last stays.
 * `find`: null while nothing is connected.
 */
export function createToldApps(find: () => WatchedState | null, workspaceId: string): AppsSource {
  let seen: Record<string, unknown> | null = null;
  let last: { apps: AppRow[]; problem: string | null } = { apps: [], problem: null };
  return {
    read(limits) {
      const state = find();
      if (!state || state.apps === seen) return Promise.resolve({ ...last, problem: state?.problem ?? last.problem, changed: false });
      seen = state.apps;
      const read = readDeclaredApps({ apps: state.apps }, workspaceId, limits);
      last = read.ok
        ? { apps: read.apps, problem: state.problem }
        : { apps: last.apps, problem: `latchkey.yaml: ${read.place.map(String).join(".")}: ${read.problem}` };
      return Promise.resolve({ ...last, changed: true });
    },
    isChanged: () => Promise.resolve((find()?.apps ?? seen) !== seen),
  };
}
