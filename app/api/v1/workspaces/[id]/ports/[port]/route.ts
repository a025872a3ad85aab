import { z } from "zod";
import { answer, refuseMethod } from "../../../../../answer.ts";
import { sharings } from "../../../../../fields.ts";
import { presentWorkspace } from "../../../../../../list-workspaces.ts";

const change = z.object({
  sharing: z.enum(sharings, `one of ${sharings.join(", ")}`),
  sharedUntil: z.string().nullish(),
  tls: z.boolean().optional(),
  tlsVerify: z.boolean().optional(),
});

export const PUT = answer<z.infer<typeof change>, { id: string; port: string }>(
  { scope: "workspaces:write", body: change },
  async ({ rooms, caller, params, body }) => {
    const port = /^[1-9]\d{0,4}$/.test(params.port) ? Number(params.port) : Number.NaN;
    const mayPublish = () => rooms.sessions.recentPassword.requireForPublishing(caller);
    const workspace = await rooms.apps.workspaces.putPort(caller.user, params.id, port, body, mayPublish);
    return Response.json(presentWorkspace(rooms, workspace).ports.find((each) => each.port === port));
  },
);

export { refuseMethod as DELETE, refuseMethod as GET, refuseMethod as PATCH, refuseMethod as POST };
