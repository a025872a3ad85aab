import { z } from "zod";
import { AppError } from "#server/errors.ts";
import { answer, refuseMethod } from "../../answer.ts";
import { text } from "../../fields.ts";

const scopes = [
  ...(["all", "account:read", "account:write", "keys:read", "keys:write", "workspaces:read", "workspaces:write"] as const),
  ...(["terminals:read", "terminals:write", "proxies:read", "proxies:write"] as const),
];
const token = z.object({
  name: text(80),
  lifetime: text(12).default("90d"),
  scopes: z.array(z.enum(scopes, "not a scope")).max(20).default(["all"]),
});

export const GET = answer({ scope: "keys:read" }, async ({ rooms, caller }) =>
  Response.json({ keys: await rooms.sessions.listKeys(caller) }),
);

export const POST = answer({ scope: "keys:write", body: token }, async ({ rooms, exchange, caller, body }) => {
  const { ip, userAgent } = exchange;
  return Response.json(await rooms.sessions.createToken(caller, { ...body, ip, userAgent }), { status: 201 });
});

export const DELETE = answer({ scope: "keys:write" }, async ({ rooms, caller, request }) => {
  if (new URL(request.url).searchParams.get("except") !== "current") {
    throw new AppError("bad_request", {
      field: "except",
      detail: "Say which keys to end: DELETE /keys/{id}, or ?except=current for all other sessions.",
    });
  }
  await rooms.sessions.endOthers(caller);
  return new Response(null, { status: 204 });
});

export { refuseMethod as PATCH, refuseMethod as PUT };
