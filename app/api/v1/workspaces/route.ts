import { z } from "zod";
import { answer, refuseMethod } from "../../answer.ts";
import { listWorkspaces, presentEnrolment } from "../../../list-workspaces.ts";

export const GET = answer({ scope: "workspaces:read" }, async ({ rooms, caller }) =>
  Response.json({ workspaces: await listWorkspaces(rooms, caller.user) }),
);

export const POST = answer(
  { scope: "machines:enrol", recentPassword: true, body: z.object({ name: z.string() }) },
  async ({ rooms, caller, body }) =>
    Response.json(presentEnrolment(rooms, await rooms.apps.workspaces.create(caller.user, body.name)), { status: 201 }),
);

export { refuseMethod as DELETE, refuseMethod as PATCH, refuseMethod as PUT };
