import { AppError } from "#server/errors.ts";
import { answer, refuseMethod } from "../../../../answer.ts";
import { presentEnrolment } from "../../../../../list-workspaces.ts";

/** Another token for the agent, shown this once; the one before ends at once. */
export const POST = answer<undefined, { id: string }>(
  { scope: "machines:enrol", recentPassword: true },
  async ({ rooms, caller, params }) => {
    const token = await rooms.apps.workspaces.renewToken(caller.user, params.id);
    const workspace = (await rooms.apps.workspaces.list(caller.user)).find(({ id }) => id === params.id);
    if (!workspace) throw new AppError("not_found");
    return Response.json(presentEnrolment(rooms, { workspace, token }), { status: 201 });
  },
);

/** Ends the agent's token: every connection with it is cut. Another one is made by POST. */
export const DELETE = answer<undefined, { id: string }>({ scope: "machines:enrol" }, async ({ rooms, caller, params }) => {
  await rooms.apps.workspaces.endToken(caller, params.id);
  return new Response(null, { status: 204 });
});

export { refuseMethod as GET, refuseMethod as PATCH, refuseMethod as PUT };
