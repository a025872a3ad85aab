import type { IncomingMessage } from "node:http";
import type { Clock } from "./clock.ts";
import type { Door } from "./hosts.ts";
import type { RouteKind, SessionRoom, Verdict } from "./session.ts";

/** The one check of a request, and the Set-Cookies of its answer. `route`: what its path is, which decides what is taken there. */
export async function findCaller(
  { room: { sessions }, clock }: { room: Pick<SessionRoom, "sessions">; clock: Clock },
  request: IncomingMessage,
  door: Door,
  route: RouteKind,
): Promise<Verdict & { set: string[] }> {
  const { cookie, authorization } = request.headers;
  // Under an app's path the Authorization is the app's own.
  const verdict = await sessions.authenticate({ cookie, authorization: route === "path_app" ? undefined : authorization }, route);
  const expired = () => sessions.cookie.expireTossed(new URL(door.origin).hostname, [pathOf(request)]);
  // Between two people nothing is written: what decides does it (`Exchange.settle`). Where more came than are tried, all but those in their own place end.
  if (!verdict.ok) return { ...verdict, set: verdict.isUnclear ? expired() : [] };
  const set: string[] = [];
  if (verdict.losers > 0) {
    set.push(...expired());
    // Put back into its own place for what is left of its life. Not where a session has ended: what outlived it may be the planted one.
    const { presentedSeal, key } = verdict.caller;
    if (presentedSeal && !verdict.hasDeadRival) set.push(sessions.cookie.set(presentedSeal, (key.expiresAt - clock()) / 1000));
  }
  const { caller, setCookie } = await sessions.renew(verdict.caller, isPassive(request));
  return { ...verdict, caller, set: setCookie ? [...set, setCookie] : set };
}

/** The path of a request as it came: what browsers compare the paths of cookies with. */
export function pathOf({ url = "/" }: Pick<IncomingMessage, "url">): string {
  return url.split("?", 1)[0] ?? "/";
}

/** Polling, prefetch and the service worker: answered, never counted as use. */
export function isPassive({ headers }: IncomingMessage): boolean {
  const purpose = `${String(headers["sec-purpose"] ?? "")} ${String(headers.purpose ?? "")}`;
  return headers["latchkey-passive"] === "1" || headers["next-router-prefetch"] !== undefined || purpose.includes("prefetch");
}
