import { answer, refuseMethod } from "../../../answer.ts";

export const DELETE = answer<undefined, { id: string }>({ scope: "keys:write" }, async ({ rooms, exchange, caller, params }) => {
  await rooms.sessions.end(caller, params.id);
  if (params.id === caller.key.id && caller.via === "cookie") exchange.setCookie(rooms.sessions.cookie.clear());
  return new Response(null, { status: 204 });
});

export { refuseMethod as GET, refuseMethod as PATCH, refuseMethod as POST, refuseMethod as PUT };
