import type { AppView, Enrolment, PortView, WorkspaceView } from "#protocol/api.ts";
import type { Runtime } from "#server/runtime.ts";
import type { UserRow } from "#server/store.ts";
import type { Workspace } from "#server/workspaces.ts";

type Apps = Pick<Runtime, "apps">;

/** What a person may see of the workspaces, with where everything in it opens. */
export async function listWorkspaces({ apps }: Apps, user: UserRow): Promise<WorkspaceView[]> {
  return (await apps.workspaces.list(user)).map((workspace) => presentWorkspace({ apps }, workspace));
}

export function presentWorkspace({ apps }: Apps, workspace: Workspace): WorkspaceView {
  const { id, name, owner, mine, mayOpenTerminals, builtIn, state, facts, lastSeenAt, maxSharing, more, fileProblem, problem } = workspace;
  const placeOf = (item: string) => apps.placeOf(item, { name, owner });
  return {
    ...{ id, name, owner, mine, mayOpenTerminals, builtIn, state, facts, lastSeenAt: presentTime(lastSeenAt) },
    ...(fileProblem !== null && { fileProblem }),
    ...(problem !== null && { problem }),
    ...(Object.values(more).some((count) => count > 0) && { more }),
    ...(maxSharing !== "public" && { maxSharing }),
    ...(workspace.takenOver && { takenOver: { ...workspace.takenOver, at: new Date(workspace.takenOver.at).toISOString() } }),
    ...(workspace.asksMaxSharing && { asksMaxSharing: true as const }),
    apps: workspace.apps.map(({ url, sharedUntil, heldBack, ...app }): AppView => ({
      ...app,
      ...(heldBack && { heldBack }),
      ...(url !== null && { url }),
      ...placeOf(app.slug),
      sharedUntil: presentTime(sharedUntil),
    })),
    ports: workspace.ports.map(({ process, sharedUntil, heldBack, ...port }): PortView => ({
      ...port,
      ...(heldBack && { heldBack }),
      ...(process !== null && { process }),
      ...placeOf(`${port.port}${port.tls ? "s" : ""}`),
      sharedUntil: presentTime(sharedUntil),
    })),
  };
}

export function presentEnrolment(rooms: Apps & Pick<Runtime, "config">, made: { workspace: Workspace; token: string }): Enrolment {
  const { workspace, token } = made;
  const url = rooms.config.accessUrl.origin;
  // The token as a variable: an argument stands in the list of processes for every user of the machine. Not by npx: where Latchkey is not installed it would hand the token to whatever the registry has under the name.
  return { workspace: presentWorkspace(rooms, workspace), token, command: `LATCHKEY_TOKEN=${token} latchkey agent --url ${url}` };
}

function presentTime(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}
