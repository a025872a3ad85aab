/** Who may open terminals where. The one place that decides it. */
import type { Clock } from "../../clock.ts";
import type { Store, UserRow } from "../../store.ts";

export interface TerminalPolicy {
  /** The owner of the workspace; owners and administrators of the door where that owner lets them. Throws `unavailable`. */
  mayOpen(site: { id: string; owner: { id: string } }, user: Pick<UserRow, "id" | "role">): Promise<boolean>;
  /** Whether the owner of a workspace lets administrators. Throws `unavailable`. */
  letsAdmins(workspaceId: string): Promise<boolean>;
  /** It was changed here. */
  forget(): void;
}

/** With the two seconds after which every open socket is looked at (gateway/open-streams.ts) below the 5 s of a revocation. */
const rememberMs = 2_000;

export function createTerminalPolicy({ store, clock }: { store: Pick<Store, "workspaces">; clock: Clock }): TerminalPolicy {
  let known: { ids: Promise<ReadonlySet<string>>; at: number } | null = null;
  const read = (): Promise<ReadonlySet<string>> => {
    const now = clock();
    if (known && now - known.at < rememberMs) return known.ids;
    const ids = store.workspaces.listAdminTerminals().then((list) => new Set(list));
    const mine = { ids, at: now };
    known = mine;
    ids.catch(() => {
      if (known === mine) known = null;
    });
    return ids;
  };
  const letsAdmins = async (workspaceId: string) => (await read()).has(workspaceId);
  return {
    letsAdmins,
    async mayOpen({ id, owner }, user) {
      if (owner.id === user.id) return true;
      return user.role !== "member" && (await letsAdmins(id));
    },
    forget: () => void (known = null),
  };
}
