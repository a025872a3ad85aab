import { z } from "zod";
import { answer, refuseMethod } from "../../../answer.ts";
import { endTokens } from "../../../../list-keys.ts";
import { maxEndedTokens, text } from "../../../fields.ts";

const change = z.object({
  current: text(1024),
  next: text(1024),
  /** Ids of tokens that end as well. */
  endTokens: z.array(text(64)).max(maxEndedTokens).default([]),
});

export const POST = answer(
  { scope: "account:write", body: change },
  async ({ rooms, exchange, caller, body: { current, next, endTokens: tokens } }) => {
    await rooms.people.changePassword({ user: caller.user, current, next, keptKeyId: caller.key.id, ip: exchange.ip });
    await endTokens(rooms, caller, tokens);
    return new Response(null, { status: 204 });
  },
);

export { refuseMethod as DELETE, refuseMethod as GET, refuseMethod as PATCH, refuseMethod as PUT };
