import { z } from "zod";
import { answer, refuseMethod } from "../../../answer.ts";
import { text } from "../../../fields.ts";

const change = z.object({ current: text(1024), next: text(1024) });

export const POST = answer({ scope: "account:write", body: change }, async ({ rooms, exchange, caller, body }) => {
  await rooms.people.changePassword({ user: caller.user, ...body, keptKeyId: caller.key.id, ip: exchange.ip });
  return new Response(null, { status: 204 });
});

export { refuseMethod as DELETE, refuseMethod as GET, refuseMethod as PATCH, refuseMethod as PUT };
