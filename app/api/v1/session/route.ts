import { z } from "zod";
import { answer, answerAnybody, refuseMethod } from "../../answer.ts";
import { deviceKey, text } from "../../fields.ts";
import { beginSession } from "../../begin-session.ts";

const credentials = z.object({ email: text(254), password: text(1024), deviceKey: deviceKey.nullish() });

export const GET = answer({ scope: "account:read" }, async ({ rooms, caller }) => Response.json(await rooms.sessions.present(caller)));

export const POST = answerAnybody({ body: credentials }, async ({ rooms, exchange, body }) => {
  // A session that has ended is told from none only to who has its secret.
  const isKnownDevice = exchange.verdict.ok || exchange.verdict.code !== "no_session";
  const user = await rooms.people.requirePassword({ email: body.email, password: body.password, ip: exchange.ip, isKnownDevice });
  return beginSession({ rooms, exchange, user, deviceKey: body.deviceKey ?? null });
});

export const DELETE = answer({ scope: "account:write" }, async ({ rooms, exchange, caller }) => {
  await rooms.sessions.signOut(caller);
  if (caller.via === "cookie") exchange.setCookie(rooms.sessions.cookie.clear());
  return new Response(null, { status: 204 });
});

export { refuseMethod as PATCH, refuseMethod as PUT };
