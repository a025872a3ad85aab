import { z } from "zod";
import { AppError } from "#server/errors.ts";
import { answerAnybody, refuseMethod } from "../../answer.ts";
import { beginSession } from "../../begin-session.ts";
import { deviceKey, text } from "../../fields.ts";

const owner = z.object({
  email: text(254),
  name: text(32),
  password: text(1024),
  code: z.string().max(64).optional(),
  deviceKey: deviceKey.nullish(),
});

export const GET = answerAnybody({}, async ({ rooms }) => {
  const needed = await rooms.people.isSetUpNeeded();
  return Response.json({ needed, codeNeeded: needed && rooms.setupCode.needed });
});

export const POST = answerAnybody({ body: owner }, async ({ rooms, exchange, body: { code, deviceKey, ...person } }) => {
  if (!(await rooms.people.isSetUpNeeded())) throw new AppError("setup_done");
  await rooms.setupCode.require(code, exchange.ip);
  const user = await rooms.people.setUp(person);
  return beginSession({ rooms, exchange, user, deviceKey: deviceKey ?? null });
});

export { refuseMethod as DELETE, refuseMethod as PATCH, refuseMethod as PUT };
