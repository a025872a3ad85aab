import { answer, refuseMethod } from "../../answer.ts";
import { presentTerminal } from "../../../present-terminal.ts";

export const GET = answer({ scope: "terminals:read" }, async ({ rooms, caller }) =>
  Response.json({ terminals: (await rooms.apps.workspaces.terminals.listAll(caller.user)).map(presentTerminal) }),
);

export { refuseMethod as DELETE, refuseMethod as PATCH, refuseMethod as POST, refuseMethod as PUT };
