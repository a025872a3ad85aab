import type { WorkspaceView } from "#protocol/api.ts";
import type { Runtime } from "#server/runtime.ts";
import type { UserRow } from "#server/store.ts";

/** What a person may see of the workspaces, with the host of everything that can be opened; nothing without a wildcard. */
export async function listWorkspaces({ apps }: Pick<Runtime, "apps">, user: UserRow): Promise<WorkspaceView[]> {
  const workspaces = (await apps?.workspaces.list(user)) ?? [];
  return workspaces.map(({ id, name, owner, ports }) => ({
    ...{ id, name, owner, mine: true, state: "online", apps: [] },
    ports: ports.map((each) => ({
      ...each,
      host: apps?.hosts.hostOf(`${each.port}--${name}--${owner}`) ?? "",
      ...{ sharing: "owner", sharedUntil: null, tls: false, tlsVerify: true, listening: true, pinned: false },
    })),
  }));
}
