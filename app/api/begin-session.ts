import type { Exchange } from "#server/exchange.ts";
import type { Runtime } from "#server/runtime.ts";
import type { UserRow } from "#server/store.ts";

/** Signs `user` in on this exchange: a new key, its cookie, and the answer that set-up and sign-in share. 201. */
export async function beginSession(given: {
  rooms: Runtime;
  exchange: Exchange;
  user: UserRow;
  deviceKey: Parameters<Runtime["sessions"]["signIn"]>[0]["deviceKey"];
}): Promise<Response> {
  const { rooms, exchange, user, deviceKey } = given;
  const { verdict, ip, userAgent } = exchange;
  const replaces = verdict.ok && verdict.caller.via === "cookie" ? verdict.caller : null;
  const { caller, setCookie } = await rooms.sessions.signIn({ user, ip, userAgent, deviceKey, replaces });
  exchange.setCookie(setCookie);
  exchange.settle();
  const { user: person, key, device } = await rooms.sessions.present(caller);
  return Response.json({ user: person, key, ...(device && { deviceId: device.id }) }, { status: 201 });
}
