import { z } from "zod";
import { answer, refuseMethod } from "../../../../answer.ts";
import { sharings } from "../../../../fields.ts";

interface Params {
  id: string;
}
const settings = z.object({
  adminTerminals: z.boolean().optional(),
  maxSharing: z.enum(sharings, `one of ${sharings.join(", ")}`).optional(),
});

export const GET = answer<undefined, Params>({ scope: "terminals:read" }, async ({ rooms, caller, params }) =>
  Response.json(await rooms.apps.workspaces.readSettings(caller.user, params.id)),
);

/** Lets others run what they want on the machine: a token that may not do so itself may not say so either. */
export const PUT = answer<z.infer<typeof settings>, Params>(
  { scope: "terminals:write", body: settings },
  async ({ rooms, caller, params, body }) => {
    const { workspaces } = rooms.apps;
    // What lets the machine share with anybody is as good as doing so.
    const isRaised = body.maxSharing === "public" && (await workspaces.readSettings(caller.user, params.id)).maxSharing !== "public";
    if (isRaised) await rooms.sessions.recentPassword.requireForPublishing(caller);
    return Response.json(await workspaces.changeSettings(caller, params.id, body));
  },
);

export { refuseMethod as DELETE, refuseMethod as PATCH, refuseMethod as POST };
