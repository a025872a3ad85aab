import { z } from "zod";
import { answer, refuseMethod } from "../../../answer.ts";
import { presentTerminal } from "../../../../present-terminal.ts";

interface Params {
  id: string;
}
const change = z.object({ name: z.string().nullable() });

export const PATCH = answer<z.infer<typeof change>, Params>(
  { scope: "terminals:write", body: change },
  async ({ rooms, caller, params, body }) => {
    const changed = await rooms.apps.workspaces.terminals.rename(caller, params.id, body.name);
    return Response.json({ terminal: presentTerminal(changed) });
  },
);

export const DELETE = answer<undefined, Params>({ scope: "terminals:write" }, async ({ rooms, caller, params }) => {
  await rooms.apps.workspaces.terminals.end(caller, params.id);
  return new Response(null, { status: 204 });
});

export { refuseMethod as GET, refuseMethod as POST, refuseMethod as PUT };
