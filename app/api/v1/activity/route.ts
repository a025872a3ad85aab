import { answer, refuseMethod } from "../../answer.ts";
import { presentActivityPage } from "../../../present-terminal.ts";

/** A page of what was done in the caller's own workspaces, newest first. `?before=`: the id of the last of the page before. */
export const GET = answer({ scope: "terminals:read" }, async ({ rooms, caller, request }) => {
  const before = new URL(request.url).searchParams.get("before");
  return Response.json(presentActivityPage(await rooms.apps.workspaces.terminals.listOwnActivity(caller.user, before)));
});

export { refuseMethod as DELETE, refuseMethod as PATCH, refuseMethod as POST, refuseMethod as PUT };
