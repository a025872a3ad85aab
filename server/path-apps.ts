/** The door's part of path apps: who is calling, by the session cookie and on the door's own pages alone; the gateway does the rest. */
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { AppError } from "./errors.ts";
import type { PathApps } from "./gateway.ts";
import { findCaller } from "./find-caller.ts";
import type { DispatcherParts } from "./http.ts";
import { isFromHere, type SessionRoom } from "./session.ts";

/**
 * Why the door refuses, as it refuses a page; the answer has not been touched then, nor before the app's: Node forgets repeated headers of
 * an answer where one was set before.
 */
export async function servePathApp(
  parts: DispatcherParts,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<"served" | "misdirected" | "cross_origin" | "no_session"> {
  const { pathApps, forwarded, room } = parts;
  const door = parts.findDoor(forwarded.hostOf(request));
  if (!pathApps || !door) return "misdirected";
  if (!isFromOwnPage(request, door.origin)) return "cross_origin";
  const verdict = await findCaller(parts, request, door, "path_app");
  if (!verdict.ok) return "no_session";
  const { caller, set } = verdict;
  const ip = forwarded.addressOf(request);
  pathApps.handle(request, response, { caller, ip, origin: door.origin, set, isAlive: () => isAlive(room.sessions, request) });
  return "served";
}

/** Throws the verdict's code when nobody is signed in. */
export async function upgradePathApp(
  { pathApps, sessions }: { pathApps: PathApps; sessions: Sessions },
  { request, socket, head }: { request: IncomingMessage; socket: Duplex; head: Buffer },
  { ip, origin }: { ip: string; origin: string },
): Promise<void> {
  const verdict = await sessions.authenticate({ cookie: request.headers.cookie, authorization: undefined }, "path_app");
  if (!verdict.ok) throw new AppError(verdict.code);
  pathApps.upgrade(request, socket, head, { caller: verdict.caller, ip, origin, isAlive: () => isAlive(sessions, request) });
}

type Sessions = Pick<SessionRoom["sessions"], "authenticate">;

/** The session's Lax cookie comes along from every sibling subdomain, so what a page there fetches is refused; going here by a link is not. */
function isFromOwnPage(request: IncomingMessage, origin: string): boolean {
  const { "sec-fetch-site": site, "sec-fetch-mode": mode } = request.headers;
  const isElsewhere = site !== undefined && site !== "same-origin" && site !== "none";
  return isFromHere(request, origin) && (!isElsewhere || mode === "navigate");
}

async function isAlive(sessions: Sessions, { headers }: IncomingMessage): Promise<boolean> {
  return (await sessions.authenticate({ cookie: headers.cookie, authorization: undefined }, "path_app")).ok;
}
