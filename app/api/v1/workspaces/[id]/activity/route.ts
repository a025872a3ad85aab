import { answer, refuseMethod } from "../../../../answer.ts";
import { presentActivity } from "../../../../../present-terminal.ts";

/** A page of what was done there, newest first. `?before=`: the id of the last of the page before. */
export const GET = answer<undefined, { id: string }>({ scope: "terminals:read" }, async ({ rooms, caller, params, request }) => {
  const before = new URL(request.url).searchParams.get("before");
  const { activity, more } = await rooms.apps.workspaces.terminals.listActivity(caller.user, params.id, before);
  return Response.json({ activity: activity.map(presentActivity), more });
});

export { refuseMethod as DELETE, refuseMethod as PATCH, refuseMethod as POST, refuseMethod as PUT };
