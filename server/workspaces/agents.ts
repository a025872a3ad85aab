/** Which agent each machine is, put together: who is let in, here and at the other replicas, and what a machine's owner says of it. */
import type { Clock } from "../clock.ts";
import type { News } from "../session.ts";
import type { Store, UserRow } from "../store.ts";
import type { Actor, Gateways, Workspaces } from "../workspaces.ts";
import { createAdmission, sayPlace, type Admission } from "./admission.ts";
import { createAgentCalls } from "./agent-calls.ts";
import type { Registry, Site } from "./site.ts";
import type { ActivityLog } from "./terminals/activity.ts";

export interface MachineAgents extends Pick<Admission, "learn"> {
  admit: Workspaces["admit"];
  confirm: Workspaces["confirmAgent"];
  endToken: Workspaces["endToken"];
  close(): void;
}

/** `requireMine`, `requireAgents`: the workspace of this person; throw `not_found`, `forbidden`, `bad_request`. */
export function openMachineAgents(parts: {
  store: Pick<Store, "workspaces" | "limits">;
  clock: Clock;
  news: Pick<News, "announce" | "listen">;
  gateways?: Gateways;
  agentTokens: { end(user: UserRow, id: string): Promise<void> };
  activity: ActivityLog;
  registry: Registry;
  requireMine: (user: UserRow, workspaceId: string) => Promise<Site>;
  requireAgents: (user: UserRow, workspaceId: string) => Promise<Site & { tokenId: string }>;
  changed: (workspaceId: string) => Promise<void>;
}): MachineAgents {
  const { store, clock, news, gateways, agentTokens, activity, registry, requireMine, requireAgents, changed } = parts;
  const calls = createAgentCalls({
    news,
    replicas: () => gateways?.read() ?? { replica: "alone", others: [] },
    probe: registry.isAlive,
    release: registry.release,
  });
  const admission = createAdmission({
    ...{ store, clock, activity },
    async isAlive(id, process) {
      const [here, elsewhere] = [registry.isAlive(id, process), calls.isAliveElsewhere(id, process)];
      return (await Promise.race([here, elsewhere])) || (await here) || (await elsewhere);
    },
    listPublic: async (id) => (await registry.find((site) => site.id === id))?.catalog.listPublicOfFile() ?? [],
    async changed(id, process) {
      calls.took(id, process);
      await changed(id);
    },
  });
  return {
    learn: admission.learn,
    async admit(tokenId, place) {
      const site = await registry.findByToken(tokenId);
      // Where no machine has this token, its agent is told so when its tunnel is taken.
      return !site || admission.admit(site.id, place);
    },
    async confirm(actor: Actor, workspaceId) {
      const { agent } = await requireMine(actor.user, workspaceId);
      if (!agent?.takenOver) return;
      await activity.note(actor, workspaceId, "agent_confirmed", sayPlace(agent));
      await store.workspaces.confirmAgent(workspaceId);
      await changed(workspaceId);
    },
    async endToken(actor: Actor, workspaceId) {
      const { tokenId } = await requireAgents(actor.user, workspaceId);
      await activity.note(actor, workspaceId, "agent_token_ended", "");
      await agentTokens.end(actor.user, tokenId);
      await changed(workspaceId);
    },
    close: calls.close,
  };
}
