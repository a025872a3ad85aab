import { z } from "zod";
import { answer, refuseMethod } from "../../../../answer.ts";
import { presentTerminal } from "../../../../../present-terminal.ts";

interface Params {
  id: string;
}
const terminal = z.object({
  command: z.string().optional(),
  cwd: z.string().optional(),
  name: z.string().optional(),
  columns: z.number().optional(),
  rows: z.number().optional(),
});

export const GET = answer<undefined, Params>({ scope: "terminals:read" }, async ({ rooms, caller, params }) =>
  Response.json({ terminals: (await rooms.apps.workspaces.terminals.list(caller.user, params.id)).map(presentTerminal) }),
);

export const POST = answer<z.infer<typeof terminal>, Params>(
  { scope: "terminals:write", body: terminal },
  async ({ rooms, caller, params, body }) => {
    const made = await rooms.apps.workspaces.terminals.create(caller, params.id, body);
    return Response.json({ terminal: presentTerminal(made) }, { status: 201 });
  },
);

export { refuseMethod as DELETE, refuseMethod as PATCH, refuseMethod as PUT };
