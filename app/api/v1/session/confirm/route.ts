import { z } from "zod";
import { answer, refuseMethod } from "../../../answer.ts";
import { text } from "../../../fields.ts";

/** The person gives the password again, and is not asked for it for a while: neither before terminals nor before long-lived keys and public shares. */
export const POST = answer(
  { scope: "account:write", body: z.object({ password: text(1024) }) },
  async ({ rooms, exchange, caller, body }) => {
    await rooms.people.confirm({ user: caller.user, password: body.password, ip: exchange.ip });
    await rooms.sessions.recentPassword.note(caller);
    await rooms.apps.workspaces.terminals.noteUse(caller);
    return new Response(null, { status: 204 });
  },
);

export { refuseMethod as DELETE, refuseMethod as GET, refuseMethod as PATCH, refuseMethod as PUT };
