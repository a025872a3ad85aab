import { z } from "zod";
import { AppError } from "#server/errors.ts";
import { answer, refuseMethod } from "../../answer.ts";
import { maxEndedTokens, text } from "../../fields.ts";
import { endTokens, listKeys } from "../../../list-keys.ts";

const scopes = [
  ...(["all", "account:read", "account:write", "keys:read", "keys:write", "workspaces:read", "workspaces:write"] as const),
  ...(["apps:publish", "machines:enrol"] as const),
  ...(["terminals:read", "terminals:write", "proxies:read", "proxies:write"] as const),
];
const token = z.object({
  name: text(80),
  lifetime: text(12).optional(),
  scopes: z.array(z.enum(scopes, "not a scope")).max(20).default(["all"]),
});

export const GET = answer({ scope: "keys:read" }, async ({ rooms, caller }) => Response.json(await listKeys(rooms, caller)));

export const POST = answer({ scope: "keys:write", recentPassword: true, body: token }, async ({ rooms, exchange, caller, body }) => {
  const { ip, userAgent } = exchange;
  return Response.json(await rooms.sessions.createToken(caller, { ...body, ip, userAgent }), { status: 201 });
});

export const DELETE = answer({ scope: "keys:write" }, async ({ rooms, caller, request }) => {
  const { searchParams } = new URL(request.url);
  if (searchParams.get("except") !== "current") {
    throw new AppError("bad_request", {
      field: "except",
      detail: "Say which keys to end: DELETE /keys/{id}, or ?except=current for all other sessions.",
    });
  }
  // Tokens live on but for those that are named: `&tokens=<id>,<id>`.
  await rooms.sessions.endOthers(caller);
  await endTokens(rooms, caller, (searchParams.get("tokens") ?? "").split(",").slice(0, maxEndedTokens));
  return new Response(null, { status: 204 });
});

export { refuseMethod as PATCH, refuseMethod as PUT };
