import type { HiddenWorkspaceView } from "#protocol/hidden-workspace.ts";
import { answer, refuseMethod } from "../../../answer.ts";

export const GET = answer({ scope: "workspaces:read" }, async ({ rooms, caller }) => {
  const workspaces: HiddenWorkspaceView[] = await rooms.apps.workspaces.listHidden(caller.user);
  return Response.json({ workspaces });
});

export { refuseMethod as DELETE, refuseMethod as PATCH, refuseMethod as POST, refuseMethod as PUT };
