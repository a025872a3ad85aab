import { answer, refuseMethod } from "../../../../../answer.ts";

/** The owner says that it was them who moved the agent: as much as opening a terminal there, and so by the same scope. */
export const POST = answer<undefined, { id: string }>({ scope: "terminals:write" }, async ({ rooms, caller, params }) => {
  await rooms.apps.workspaces.confirmAgent(caller, params.id);
  return new Response(null, { status: 204 });
});

export { refuseMethod as DELETE, refuseMethod as GET, refuseMethod as PATCH, refuseMethod as PUT };
