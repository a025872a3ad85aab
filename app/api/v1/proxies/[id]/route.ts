import { z } from "zod";
import { answer, refuseMethod } from "../../../answer.ts";
import { presentProxy } from "../../../../present-proxies.ts";

export const PATCH = answer<{ name: string }, { id: string }>(
  { scope: "proxies:write", body: z.object({ name: z.string() }) },
  async ({ rooms, caller, params, body }) => Response.json(presentProxy(await rooms.proxies.rename(caller.user, params.id, body.name))),
);

export const DELETE = answer<undefined, { id: string }>({ scope: "proxies:write" }, async ({ rooms, caller, params }) => {
  await rooms.proxies.remove(caller.user, params.id);
  return new Response(null, { status: 204 });
});

export { refuseMethod as GET, refuseMethod as POST, refuseMethod as PUT };
