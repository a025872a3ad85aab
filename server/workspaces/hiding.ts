/** Machines of others that a person does not want in their lists. What is hidden opens as before for who knows its address. */
import type { Clock } from "../clock.ts";
import { AppError } from "../errors.ts";
import type { News, UserRow } from "../session.ts";
import type { Store } from "../store.ts";
import type { Workspace, Workspaces } from "../workspaces.ts";
import type { Registry, Site } from "./registry.ts";

export function createHiding(parts: {
  store: Pick<Store, "apps">;
  clock: Clock;
  news: Pick<News, "announce">;
  registry: Pick<Registry, "list">;
  /** Throws `not_found`. */
  requireSeen: (user: UserRow, workspaceId: string) => Promise<{ site: Site; workspace: Workspace }>;
}): Pick<Workspaces, "hide" | "unhide" | "listHidden"> {
  const { store, clock, news, registry, requireSeen } = parts;
  const touched = (user: UserRow) => news.announce({ endedKeyIds: [], changedUserIds: [], touchedUserIds: [user.id] });
  return {
    async hide(user, workspaceId) {
      const { workspace } = await requireSeen(user, workspaceId);
      if (workspace.mine) throw new AppError("bad_request", { detail: "This machine is yours. Only machines of others are hidden." });
      await store.apps.hide(user.id, workspaceId, clock());
      touched(user);
    },
    async unhide(user, workspaceId) {
      await store.apps.unhide(user.id, workspaceId);
      touched(user);
    },
    async listHidden(user) {
      const [hidden, sites] = await Promise.all([store.apps.listHidden(user.id), registry.list()]);
      return hidden.flatMap((id) => {
        const site = sites.find((each) => each.id === id);
        return site ? [{ id, name: site.name, owner: site.owner.name }] : [];
      });
    },
  };
}
