import { z } from "zod";
import { answer, refuseMethod } from "../../../../answer.ts";
import { text } from "../../../../fields.ts";

/** Lets one socket of the terminal through a regional proxy, which then asks the door by it. */
export const POST = answer<{ region: string }, { id: string }>(
  { scope: "terminals:write", body: z.object({ region: text(100) }) },
  async ({ rooms, caller, params, body }) =>
    Response.json(await rooms.proxies.createTerminalTicket(caller, params.id, body.region), { status: 201 }),
);

export { refuseMethod as DELETE, refuseMethod as GET, refuseMethod as PATCH, refuseMethod as PUT };
