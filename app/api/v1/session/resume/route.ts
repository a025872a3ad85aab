import { z } from "zod";
import { answerAnybody, refuseMethod } from "../../../answer.ts";
import { text } from "../../../fields.ts";

const proof = z.object({ deviceId: text(64), challenge: text(300).optional(), signature: text(200).optional() });

export const POST = answerAnybody({ body: proof }, async ({ rooms, exchange, body: { deviceId, challenge, signature } }) => {
  if (challenge === undefined || signature === undefined) return Response.json({ challenge: rooms.resume.challenge(deviceId) });
  const resumed = await rooms.resume.redeem({ deviceId, challenge, signature });
  exchange.setCookie(await rooms.sessions.handBack(resumed));
  return Response.json(rooms.sessions.presentResumed(resumed));
});

export { refuseMethod as DELETE, refuseMethod as GET, refuseMethod as PATCH, refuseMethod as PUT };
