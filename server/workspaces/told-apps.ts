import { cleanText } from "#protocol/text.ts";
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
  let last: { apps: AppRow[]; more: number; problem: string | null } = { apps: [], more: 0, problem: null };
  return {
    read(limits) {
      const state = find();
      if (!state || state.apps === seen) return Promise.resolve({ ...last, problem: state?.problem ?? last.problem, changed: false });
      seen = state.apps;
      const read = readDeclaredApps({ apps: cleanApps(state.apps) }, workspaceId, limits);
      last = read.ok
        ? { apps: read.apps, more: state.moreApps + read.more, problem: state.problem }
        : { ...last, problem: cleanText(`latchkey.yaml: ${read.place.map(String).join(".")}: ${read.problem}`, 500) };
      return Promise.resolve({ ...last, changed: true });
    },
    isChanged: () => Promise.resolve((find()?.apps ?? seen) !== seen),
  };
}

/** What an app is called and looks like is seen by others; the file is another machine's, and there nobody is asked to type it again. */
function cleanApps(apps: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(apps).map(([slug, app]) => {
      if (typeof app !== "object" || app === null || Array.isArray(app)) return [slug, app];
      const { name, icon } = app as Record<string, unknown>;
      return [
        slug,
        {
          ...app,
          ...(typeof name === "string" && { name: cleanText(name, 80) || slug }),
          ...(typeof icon === "string" && { icon: cleanText(icon, 40) || undefined }),
        },
      ];
    }),
  );
}
