/**
 * Path apps: an app under a path of the door, `/@<user>/<workspace>/<app or port>/…`, for who has no wildcard DNS. Off unless asked for.
 *
 * An app's pages then share the door's origin: their scripts can do whatever the person can do at the door. No header changes that and
 * leaves ordinary apps working, so a path app opens for its owner alone, whatever it is shared with. Guards: nobody else is let in; the app's
 * cookies stay under its path; it gets no service worker beyond it.
 */
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { isAppError } from "../errors.ts";
import type { Log } from "../log.ts";
import type { Caller } from "../session.ts";
import type { OpenApp, Workspaces } from "../workspaces.ts";
import { isNavigation } from "./asker.ts";
import type { Carrier } from "./carry.ts";
import { movePath } from "./cookies.ts";
import type { Hop } from "./header-passes.ts";
import { labelOf, parseLabel, type AppAddress } from "./label.ts";
import type { Permit } from "./open-streams.ts";
import { sendPage } from "./pages.ts";
import { refuseSocket } from "./refuse-socket.ts";

export interface PathApps {
  /** Whether a request target is a path app's. */
  owns(target: string | undefined): boolean;
  handle(request: IncomingMessage, response: ServerResponse, visit: Visit & { set: readonly string[] }): void;
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer, visit: Visit): void;
}

/** A caller whom the door has found by the session cookie, on a request of the door's own pages. */
export interface Visit {
  caller: Caller;
  ip: string;
  /** The door's origin as the browser has it. */
  origin: string;
  isAlive(): Promise<boolean>;
}

export function openPathApps({ workspaces, carrier, log }: { workspaces: Workspaces; carrier: Carrier; log: Log }): PathApps {
  const findMine = async (address: AppAddress, { caller }: Visit): Promise<OpenApp | "not_found" | "offline"> => {
    // What is shared with somebody is told apart from what is theirs by the name in its address.
    if (address.user !== caller.user.name) return "not_found";
    const found = await workspaces.find(address, caller.user);
    return found.kind === "open" ? found : found.kind === "offline" ? "offline" : "not_found";
  };
  const permitFor = (visit: Visit, address: AppAddress): Permit => ({
    keyIds: [visit.caller.key.id],
    group: `${visit.caller.key.id} /@ ${labelOf(address)}`,
    isStillOpen: async () => (await visit.isAlive()) && (await findMine(address, visit)) !== "not_found",
  });
  const hopFor = ({ ip, origin }: Visit, prefix: string): Hop => {
    const { host, protocol } = new URL(origin);
    return { host, ip, proto: protocol.slice(0, -1), doorOrigin: origin, prefix };
  };

  async function handle(request: IncomingMessage, response: ServerResponse, visit: Visit & { set: readonly string[] }): Promise<void> {
    const show = (kind: Parameters<typeof sendPage>[1]) =>
      sendPage(response, kind, { asDocument: isNavigation(request), door: visit.origin });
    const place = readPlace(request.url);
    if (!place) return show("bad_address");
    if (place.target === "") return redirect(response, `${place.prefix}/${place.query}`);
    const app = await findMine(place.address, visit);
    if (typeof app === "string") return show(app);
    await carrier.request(request, response, {
      ...{ app, hop: hopFor(visit, place.prefix), target: place.target + place.query, set: visit.set },
      ...{ permit: permitFor(visit, place.address), adapt: (raw) => underPrefix(raw, place.prefix, visit.origin), show },
    });
  }

  async function upgrade(request: IncomingMessage, socket: Duplex, head: Buffer, visit: Visit): Promise<void> {
    const place = readPlace(request.url);
    if (!place || place.target === "") return refuseSocket(socket, 400);
    const app = await findMine(place.address, visit);
    if (typeof app === "string") return refuseSocket(socket, app === "offline" ? 503 : 404);
    const target = place.target + place.query;
    carrier.upgrade(request, socket, head, {
      app,
      hop: hopFor(visit, place.prefix),
      target,
      set: [],
      permit: permitFor(visit, place.address),
    });
  }

  return {
    owns: (target) => target?.startsWith("/@") ?? false,
    handle(request, response, visit) {
      handle(request, response, visit).catch((error: unknown) => {
        const known = isAppError(error);
        if (!known) log.error("a path app's request failed", { error });
        sendPage(response, known ? "unavailable" : "failed", { asDocument: isNavigation(request), door: visit.origin });
      });
    },
    upgrade(request, socket, head, visit) {
      upgrade(request, socket, head, visit).catch((error: unknown) => {
        if (!isAppError(error)) log.error("a path app's upgrade failed", { error });
        refuseSocket(socket, 503);
      });
    },
  };
}

/** The path under which an app stands, without a slash at its end. */
export function pathOf({ item, workspace, owner }: { item: string; workspace: string; owner: string }): string {
  return `/@${owner}/${workspace}/${item}`;
}

interface Place {
  address: AppAddress;
  prefix: string;
  /** The app's own path, byte for byte; empty where not even its first slash was asked for. */
  target: string;
  query: string;
}

/** Null for what names no app. Dot segments are refused: a proxy in between may resolve them, and then they mean something else (SEC-14). */
function readPlace(target = ""): Place | null {
  const at = target.indexOf("?");
  const [path, query] = at < 0 ? [target, ""] : [target.slice(0, at), target.slice(at)];
  const [, prefix = "", user = "", workspace = "", item = "", rest = ""] =
    /^(\/@([a-z0-9-]+)\/([a-z0-9-]+)\/([a-z0-9-]+))(\/.*)?$/.exec(path) ?? [];
  if (/(^|\/)(\.|%2e){1,2}(\/|$)/i.test(rest) || /[\\\x00-\x20\x7f-\uffff]/.test(target)) return null;
  const address = parseLabel(`${item}--${workspace}--${user}`);
  return address && { address, prefix, target: rest, query };
}

/** Raw pairs of an app's answer, moved from the root, where the app believes to be, to under its prefix. */
function underPrefix(raw: readonly string[], prefix: string, origin: string): string[] {
  const passed: string[] = [];
  for (let index = 0; index < raw.length; index += 2) {
    const name = raw[index] ?? "";
    const value = raw[index + 1] ?? "";
    const plain = name.toLowerCase();
    if (plain === "service-worker-allowed") continue;
    if (plain === "location" || plain === "content-location") passed.push(name, moved(value, prefix, origin));
    else if (plain === "set-cookie" && !isOurs(value)) passed.push(name, movePath(value, prefix));
    else passed.push(name, value);
  }
  return passed;
}

/** Ours were put last by the passes before, and belong to the whole door; the app's with our names are gone by then. */
function isOurs(setCookie: string): boolean {
  return /^(__Host-)?latchkey_/.test(setCookie);
}

function moved(location: string, prefix: string, origin: string): string {
  const own = location.startsWith(`${origin}/`) ? location.slice(origin.length) : location;
  return own.startsWith("/") && !/^\/[/\\]/.test(own) && !own.startsWith(`${prefix}/`) ? prefix + own : location;
}

function redirect(response: ServerResponse, location: string): void {
  response.writeHead(308, { location, "cache-control": "no-store", "content-length": 0 });
  response.end();
}
