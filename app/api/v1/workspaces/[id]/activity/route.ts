import { answer, refuseMethod } from "../../../../answer.ts";
import { presentActivityPage } from "../../../../../present-terminal.ts";

/** A page of what was done there, newest first. `?before=`: the id of the last of the page before. */
export const GET = answer<undefined, { id: string }>({ scope: "terminals:read" }, async ({ rooms, caller, params, request }) => {
  const before = new URL(request.url).searchParams.get("before");
  return Response.json(presentActivityPage(await rooms.apps.workspaces.terminals.listActivity(caller.user, params.id, before)));
});

export { refuseMethod as DELETE, refuseMethod as PATCH, refuseMethod as POST, refuseMethod as PUT };
