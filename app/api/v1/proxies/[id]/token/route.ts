import { answer, refuseMethod } from "../../../../answer.ts";
import { presentProxyEnrolment } from "../../../../../present-proxies.ts";

/** Another token for the proxy, shown this once; who shows the one before is cut off. */
export const POST = answer<undefined, { id: string }>({ scope: "proxies:write" }, async ({ rooms, caller, params }) =>
  Response.json(presentProxyEnrolment(rooms, await rooms.proxies.renewToken(caller.user, params.id)), { status: 201 }),
);

export { refuseMethod as DELETE, refuseMethod as GET, refuseMethod as PATCH, refuseMethod as PUT };
