/**
 * The one dispatcher of upgrades: target, host, origin, then the owner. Guards against cross-site WebSocket hijacking (a handshake carries the
 * Lax cookie from any sibling subdomain, and no Sec-Fetch headers) and against anything dialled for an absolute-form target (SEC-04).
 */
import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import type { Agents } from "./agents.ts";
import { AppError, isAppError, presentProblem } from "./errors.ts";
import { pathOf } from "./find-caller.ts";
import type { Forwarded } from "./forwarded.ts";
import { endSocket, type Gateway, type PathApps } from "./gateway.ts";
import type { Hosts } from "./hosts.ts";
import type { Log } from "./log.ts";
import type { Proxies } from "./proxies.ts";
import { upgradePathApp } from "./path-apps.ts";
import { readPath } from "./request-target.ts";
import { findUpgrade, upgradeRoutes } from "./routes.ts";
import { findNamedCookies, isSocketFromHere, type Live, type SessionRoom } from "./session.ts";
import type { TerminalSockets } from "./terminal-socket.ts";

export function createUpgrades(parts: {
  hosts: Hosts;
  forwarded: Forwarded;
  live: Live;
  gateway: Gateway | null;
  pathApps: PathApps | null;
  agents: Agents;
  terminals: TerminalSockets;
  /** Null where nothing is a proxy's. */
  proxies: Pick<Proxies, "accept"> | null;
  sessions: SessionRoom["sessions"];
  log: Log;
  /** Next's hot reload in development. */
  next: (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
}): (request: IncomingMessage, socket: Duplex, head: Buffer) => void {
  const { hosts, forwarded, live, gateway, pathApps, agents, terminals, proxies, sessions, log, next } = parts;
  return (request, socket, head) => {
    const host = forwarded.hostOf(request);
    if (host !== undefined && gateway?.owns(host))
      return gateway.upgrade(request, socket, head, { host: host.toLowerCase(), ip: forwarded.addressOf(request) });
    const owner = () => {
      const isPathApp = pathApps?.owns(request.url) ?? false;
      const path = isPathApp ? "" : readPath(request.url);
      if (path === null) throw new AppError("bad_request", { detail: "The request target is not valid." });
      const door = hosts.findDoor(forwarded.hostOf(request));
      if (!door) throw new AppError("misdirected");
      if (path.startsWith("/_next/")) return next(request, socket, head);
      const upgrade = isPathApp ? null : findUpgrade(upgradeRoutes, path);
      if (upgrade?.kind === "proxy_stream" && proxies) return proxies.accept(request, socket, head);
      if (upgrade?.kind === "tunnel") return agents.accept(request, socket, head);
      if (!isSocketFromHere(request.headers, door.origin)) throw new AppError("cross_origin");
      if (pathApps && isPathApp) {
        return upgradePathApp({ pathApps, sessions }, { request, socket, head }, { ip: forwarded.addressOf(request), origin: door.origin });
      }
      if (upgrade?.kind === "live") return live.accept(request, socket, head);
      if (upgrade?.kind === "terminal") return terminals.accept(request, socket, head, upgrade.id);
      throw new AppError("not_found");
    };
    /** A copy on the path of a socket is sent to that socket alone: only the refusal can end it. Between two people what is sent everywhere stays. */
    const expiredOf = ({ code }: AppError): string[] => {
      const door = hosts.findDoor(forwarded.hostOf(request));
      if (!door || (code !== "session_conflict" && code !== "no_session")) return [];
      if (findNamedCookies(request.headers.cookie, sessions.cookie.name).length < 2) return [];
      const deeperOnly = code === "session_conflict";
      return sessions.cookie.expireTossed(new URL(door.origin).hostname, [pathOf(request)], { deeperOnly });
    };
    Promise.resolve()
      .then(owner)
      .catch((error: unknown) => {
        const known = isAppError(error) ? error : new AppError("internal", {}, error);
        if (known.code === "internal") log.error("an upgrade failed", { error });
        refuseUpgrade(socket, known, expiredOf(known));
      });
  };
}

/** An HTTP answer on the raw socket, then its end. */
export function refuseUpgrade(socket: Duplex, error: AppError, setCookies: readonly string[] = []): void {
  const problem = presentProblem(error);
  const body = JSON.stringify(problem);
  const lines = [
    `HTTP/1.1 ${problem.status} Refused`,
    "Content-Type: application/problem+json",
    `Content-Length: ${Buffer.byteLength(body)}`,
    "Cache-Control: no-store",
    ...(error.code === "unavailable" ? ["Retry-After: 5"] : []),
    ...setCookies.map((line) => `Set-Cookie: ${line}`),
    "Connection: close",
  ];
  endSocket(socket, `${lines.join("\r\n")}\r\n\r\n${body}`);
}
