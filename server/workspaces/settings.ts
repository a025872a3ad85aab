/** What the owner of a workspace says beyond the default: who else opens terminals in it, and what its own latchkey.yaml may share. */
import type { WorkspaceSettings } from "#protocol/api.ts";
import type { Clock } from "../clock.ts";
import type { Store, UserRow } from "../store.ts";
import type { Workspaces } from "../workspaces.ts";
import { requireAllowed } from "./sharing.ts";
import type { Site } from "./registry.ts";
import type { ActivityLog } from "./terminals/activity.ts";
import type { TerminalPolicy } from "./terminals/policy.ts";

/** `requireMine`: the workspace of this person; throws `not_found`, `forbidden`. `changed`: resolves when every replica knows. */
export function createSettings(parts: {
  store: Pick<Store, "workspaces">;
  clock: Clock;
  activity: ActivityLog;
  policy: TerminalPolicy;
  requireMine: (user: UserRow, workspaceId: string) => Promise<Site>;
  changed: (workspaceId: string) => Promise<void>;
  /** The most that anybody may share on this server. */
  maxSharing: WorkspaceSettings["maxSharing"];
}): { read: Workspaces["readSettings"]; change: Workspaces["changeSettings"] } {
  const { store, clock, activity, policy, requireMine, changed } = parts;
  return {
    async read(user, workspaceId) {
      const { id, maxSharing } = await requireMine(user, workspaceId);
      return { adminTerminals: await policy.letsAdmins(id), maxSharing };
    },
    async change(actor, workspaceId, asked) {
      const { id, ...before } = await requireMine(actor.user, workspaceId);
      requireAllowed(asked.maxSharing, parts.maxSharing, "maxSharing");
      policy.forget();
      const letAdmins = await policy.letsAdmins(id);
      const { adminTerminals = letAdmins, maxSharing = before.maxSharing } = asked;
      // First noted: a door that is left open without a word about it would be worse than a word too many.
      if (adminTerminals !== letAdmins) {
        await activity.note(actor, id, adminTerminals ? "admin_terminals_on" : "admin_terminals_off", "");
        await store.workspaces.setAdminTerminals(id, adminTerminals, clock());
      }
      if (maxSharing !== before.maxSharing) await activity.note(actor, id, "max_sharing_set", maxSharing);
      // Saying that it stays as it was is an answer too: the owner is not asked again.
      const isSaid = asked.maxSharing !== undefined && (maxSharing !== before.maxSharing || before.asksMaxSharing);
      if (isSaid) await store.workspaces.setMaxSharing(id, maxSharing, clock());
      if (isSaid || adminTerminals !== letAdmins) await changed(id);
      return { adminTerminals, maxSharing };
    },
  };
}
