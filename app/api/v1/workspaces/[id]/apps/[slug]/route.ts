import { z } from "zod";
import { answer, refuseMethod } from "../../../../../answer.ts";
import { corsModes, identityModes, sharings } from "../../../../../fields.ts";
import { presentWorkspace } from "../../../../../../list-workspaces.ts";

type Params = { id: string; slug: string };

const change = z.object({
  name: z.string().optional(),
  url: z.string().optional(),
  icon: z.string().nullish(),
  sharing: z.enum(sharings, `one of ${sharings.join(", ")}`).optional(),
  sharedUntil: z.string().nullish(),
  cors: z.enum(corsModes, `one of ${corsModes.join(", ")}`).optional(),
  identity: z.enum(identityModes, `one of ${identityModes.join(", ")}`).optional(),
  healthPath: z.string().nullish(),
  tlsVerify: z.boolean().optional(),
});

export const PUT = answer<z.infer<typeof change>, Params>(
  { scope: "workspaces:write", body: change },
  async ({ rooms, caller, params, body }) => {
    const mayPublish = () => rooms.sessions.recentPassword.requireForPublishing(caller);
    const workspace = await rooms.apps.workspaces.putApp(caller.user, params.id, params.slug, body, mayPublish);
    return Response.json(presentWorkspace(rooms, workspace).apps.find(({ slug }) => slug === params.slug));
  },
);

export const DELETE = answer<undefined, Params>({ scope: "workspaces:write" }, async ({ rooms, caller, params }) => {
  await rooms.apps.workspaces.removeApp(caller.user, params.id, params.slug);
  return new Response(null, { status: 204 });
});

export { refuseMethod as GET, refuseMethod as PATCH, refuseMethod as POST };
