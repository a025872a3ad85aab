import { AppError } from "#server/errors.ts";
import { answer, refuseMethod } from "../../../answer.ts";
import { listWorkspaces } from "../../../../list-workspaces.ts";

export const GET = answer<undefined, { id: string }>({ scope: "workspaces:read" }, async ({ rooms, caller, params }) => {
  const found = (await listWorkspaces(rooms, caller.user)).find((workspace) => workspace.id === params.id);
  if (!found) throw new AppError("not_found", { detail: "There is no such workspace, or it is not shared with you." });
  return Response.json(found);
});

export const DELETE = answer<undefined, { id: string }>({ scope: "workspaces:write" }, async ({ rooms, caller, params }) => {
  await rooms.apps.workspaces.remove(caller.user, params.id);
  return new Response(null, { status: 204 });
});

export { refuseMethod as PATCH, refuseMethod as POST, refuseMethod as PUT };
