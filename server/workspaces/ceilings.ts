/** What the files of workspaces may share at most, as it was last read. A machine cannot make itself public: its owner has to let it. */
import type { Sharing } from "#protocol/api.ts";
import type { AgentRow, Store } from "../store.ts";
import type { Ceilings } from "./sharing.ts";

export interface CeilingList {
  /** Reads them anew, and keeps what agents took over of `machines`. Throws `unavailable`, and leaves what was known. */
  read(machines: Promise<readonly { workspace: { id: string }; agent: AgentRow }[]>): Promise<void>;
  of(workspaceId: string): Ceilings;
  /** `asksMaxSharing`: it is `public` only because it was before there was a ceiling, and its owner has not said whether it shall be. */
  describe(workspaceId: string): { maxSharing: Sharing; asksMaxSharing: boolean };
}

const byDefault = { maxSharing: "authenticated", setAt: 0 } as const;

/** `server`: the most that anybody may share on this server. */
export function createCeilings({ store, server }: { store: Pick<Store, "workspaces">; server: Sharing }): CeilingList {
  let known = new Map<string, { maxSharing: Sharing; setAt: number | null }>();
  let publicBefore = new Map<string, ReadonlySet<string>>();
  let asked = 0;
  let answered = 0;
  const find = (id: string) => known.get(id) ?? byDefault;
  return {
    async read(machines) {
      const turn = ++asked;
      const [rows, agents] = await Promise.all([store.workspaces.listMaxSharings(), machines]);
      // An answer that was overtaken may be from before a change.
      if (turn < answered) return;
      answered = turn;
      publicBefore = new Map(
        agents.flatMap(({ workspace, agent: { takenOver } }) => (takenOver ? [[workspace.id, new Set(takenOver.publicBefore)]] : [])),
      );
      known = new Map(rows.map(({ workspaceId, ...said }) => [workspaceId, said]));
    },
    of: (id) => ({ server, machine: find(id).maxSharing, publicBefore: publicBefore.get(id) ?? null }),
    describe: (id) => ({ maxSharing: find(id).maxSharing, asksMaxSharing: find(id).setAt === null }),
  };
}
