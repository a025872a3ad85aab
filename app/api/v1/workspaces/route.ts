import { answer, refuseMethod } from "../../answer.ts";
import { listWorkspaces } from "../../../list-workspaces.ts";

export const GET = answer({ scope: "workspaces:read" }, async ({ rooms, caller }) =>
  Response.json({ workspaces: await listWorkspaces(rooms, caller.user) }),
);

export { refuseMethod as DELETE, refuseMethod as PATCH, refuseMethod as POST, refuseMethod as PUT };
