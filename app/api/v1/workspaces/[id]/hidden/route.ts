import { answer, refuseMethod } from "../../../../answer.ts";

type Params = { id: string };

export const PUT = answer<undefined, Params>({ scope: "workspaces:write" }, async ({ rooms, caller, params }) => {
  await rooms.apps.workspaces.hide(caller.user, params.id);
  return new Response(null, { status: 204 });
});

export const DELETE = answer<undefined, Params>({ scope: "workspaces:write" }, async ({ rooms, caller, params }) => {
  await rooms.apps.workspaces.unhide(caller.user, params.id);
  return new Response(null, { status: 204 });
});

export { refuseMethod as GET, refuseMethod as PATCH, refuseMethod as POST };
