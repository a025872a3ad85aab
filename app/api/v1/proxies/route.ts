import { z } from "zod";
import { answer, refuseMethod } from "../../answer.ts";
import { presentProxy, presentProxyEnrolment } from "../../../present-proxies.ts";

export const GET = answer({ scope: "proxies:read" }, async ({ rooms, caller }) =>
  Response.json({ proxies: (await rooms.proxies.list(caller.user)).map(presentProxy) }),
);

/** Adds a proxy. Its token is shown this once. */
export const POST = answer({ scope: "proxies:write", body: z.object({ name: z.string() }) }, async ({ rooms, caller, body }) =>
  Response.json(presentProxyEnrolment(rooms, await rooms.proxies.create(caller.user, body.name)), { status: 201 }),
);

export { refuseMethod as DELETE, refuseMethod as PATCH, refuseMethod as PUT };
