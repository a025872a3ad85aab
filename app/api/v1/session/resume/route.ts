import { z } from "zod";
import { answerAnybody, refuseMethod } from "../../../answer.ts";
import { text } from "../../../fields.ts";

/** `at`: the path of a request that was refused because cookies of two people came with it. */
const proof = z.object({
  deviceId: text(64),
  challenge: text(300).optional(),
  signature: text(200).optional(),
  at: text(2_000).optional(),
});

export const POST = answerAnybody({ body: proof }, async ({ rooms, exchange, body: { deviceId, challenge, signature, at } }) => {
  if (challenge === undefined || signature === undefined) return Response.json({ challenge: rooms.resume.challenge(deviceId) });
  const { verdict } = exchange;
  // Between sessions of two people the device decides for one of them, and for no third.
  const among = verdict.ok ? undefined : verdict.rivalKeyIds;
  const resumed = await rooms.resume.redeem({ deviceId, challenge, signature, ...(among && { among }) });
  exchange.setCookie(await rooms.sessions.handBack(resumed));
  exchange.settle(at);
  return Response.json(rooms.sessions.presentResumed(resumed));
});

export { refuseMethod as DELETE, refuseMethod as GET, refuseMethod as PATCH, refuseMethod as PUT };
