/**
 * The gateway: every request and upgrade of an app host, in one order: address, code, caller, permission, forward.
 * Guards: nothing is forwarded before the authority has said yes. Trusts no header for who is calling but the app cookie.
 */
import { Agent, type IncomingMessage, type ServerResponse } from "node:http";
import { Agent as TlsAgent } from "node:https";
import type { Duplex } from "node:stream";
import { isAppError } from "../errors.ts";
import type { Log } from "../log.ts";
import type { AppCaller, News } from "../session.ts";
import type { Found } from "../workspaces.ts";
import type { AppHosts } from "./app-hosts.ts";
import type { Authority } from "./authority.ts";
import { forward, type Upstream } from "./forward.ts";
import { forwardUpgrade } from "./forward-upgrade.ts";
import { createHandOver } from "./hand-over.ts";
import type { Hop } from "./header-passes.ts";
import { parseLabel } from "./label.ts";
import { createOpenStreams } from "./open-streams.ts";
import { sendPage, type PageKind } from "./pages.ts";

export interface Gateway {
  /** Whether a host is an app host and so the gateway's. */
  owns(host: string | undefined): boolean;
  handle(request: IncomingMessage, response: ServerResponse, from: { host: string; ip: string }): void;
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer, from: { host: string; ip: string }): void;
  close(): void;
}

type Open = Extract<Found, { kind: "open" }>;

export function openGateway(parts: {
  hosts: AppHosts;
  authority: Authority;
  news: Pick<News, "listen">;
  log: Log;
  /** `https:` or `http:`, how browsers speak to app hosts. */
  scheme: string;
  accessOrigin: string;
  secureCookies: boolean;
}): Gateway {
  const { hosts, authority, news, log, scheme, accessOrigin, secureCookies } = parts;
  const handOver = createHandOver({ authority, secureCookies });
  const plainAgent = new Agent({ keepAlive: true, maxFreeSockets: 64, timeout: 60_000, scheduling: "lifo" });
  const tlsAgent = new TlsAgent({ keepAlive: true, maxFreeSockets: 64, timeout: 60_000, scheduling: "lifo" });
  const streams = createOpenStreams(news);
  const upstreamOf = ({ host, port, tls }: Open): Upstream => ({ host, port, tls, agent: tls ? tlsAgent : plainAgent });
  const hopOf = (host: string, ip: string): Hop => ({ host, ip, proto: scheme.slice(0, -1), doorOrigin: accessOrigin });

  async function handle(request: IncomingMessage, response: ServerResponse, { host, ip }: { host: string; ip: string }): Promise<void> {
    const asDocument = isNavigation(request);
    const show = (kind: PageKind, more: { set?: string[]; tryAgain?: string } = {}) =>
      sendPage(response, kind, { asDocument, door: accessOrigin, ...more });
    const address = parseLabel(hosts.labelOf(host) ?? "");
    if (!address || !request.url?.startsWith("/")) return show("bad_address");
    const { target, code, state } = handOver.read(request.url);
    if (code !== null && asDocument) return handOver.finish(request, response, { host, target, code, state, ip });

    const { caller, losers, ended } = await authority.check(request.headers.cookie, host);
    const found = await authority.find(address, caller?.user ?? null);
    if (found.kind === "sign_in") {
      if (!asDocument) return show("hand_over");
      if (handOver.start(request, response, { origin: `${scheme}//${host}`, target, ended })) return;
      return show("hand_over", { set: [handOver.forget()], tryAgain: target });
    }
    if (found.kind === "not_found") return show("not_found");
    const set = caller ? await cookiesFor(caller, host, losers, request) : [];
    const release = caller ? streams.hold(caller, () => response.destroy()) : undefined;
    await forward({
      ...{ request, response, upstream: upstreamOf(found), hop: hopOf(host, ip), target: code === null ? request.url : target, set },
      fail: (failure) => show(failure === "timeout" ? "too_slow" : "no_answer"),
    });
    release?.();
  }

  async function upgrade(
    request: IncomingMessage,
    socket: Duplex,
    head: Buffer,
    { host, ip }: { host: string; ip: string },
  ): Promise<void> {
    const address = parseLabel(hosts.labelOf(host) ?? "");
    // Only the app's own pages may open its sockets: a sibling's would carry the same cookie (SEC-41). SEC-04: no absolute-form target.
    if (!address || !request.url?.startsWith("/")) return refuse(socket, 400);
    if (request.headers.origin !== undefined && request.headers.origin !== `${scheme}//${host}`) return refuse(socket, 403);
    const { caller } = await authority.check(request.headers.cookie, host);
    const found = await authority.find(address, caller?.user ?? null);
    if (found.kind === "sign_in") return refuse(socket, 401);
    if (found.kind === "not_found") return refuse(socket, 404);
    const set = caller ? await cookiesFor(caller, host, 0, request) : [];
    if (caller)
      socket.once(
        "close",
        streams.hold(caller, () => socket.destroy()),
      );
    forwardUpgrade({
      request,
      socket,
      head,
      upstream: upstreamOf(found),
      hop: hopOf(host, ip),
      target: request.url,
      set,
      fail: () => refuse(socket, 502),
    });
  }

  async function cookiesFor(caller: AppCaller, host: string, losers: number, request: IncomingMessage): Promise<string[]> {
    const renewed = await authority.renew(caller, host, request.headers["latchkey-passive"] === "1");
    return [...(losers > 0 ? authority.expireTossed(host) : []), ...(renewed === null ? [] : [renewed])];
  }

  return {
    owns: (host) => hosts.labelOf(host) !== null,
    handle(request, response, from) {
      handle(request, response, from).catch((error: unknown) => {
        const known = isAppError(error);
        if (!known) log.error("a proxied request failed", { error });
        sendPage(response, known ? "unavailable" : "no_answer", { asDocument: isNavigation(request), door: accessOrigin });
      });
    },
    upgrade(request, socket, head, from) {
      upgrade(request, socket, head, from).catch((error: unknown) => {
        if (!isAppError(error)) log.error("a proxied upgrade failed", { error });
        refuse(socket, 503);
      });
    },
    close() {
      streams.close();
      plainAgent.destroy();
      tlsAgent.destroy();
    },
  };
}

/** A person going somewhere in a window or frame, as opposed to a script fetching something. */
function isNavigation({ method, headers }: IncomingMessage): boolean {
  if (method !== "GET" && method !== "HEAD") return false;
  const mode = headers["sec-fetch-mode"];
  if (mode !== undefined) return mode === "navigate";
  return (headers.accept ?? "").includes("text/html");
}

function refuse(socket: Duplex, status: number): void {
  if (!socket.writable) return void socket.destroy();
  const body = JSON.stringify({ type: "about:blank", title: "Refused.", status, code: status === 401 ? "no_session" : "refused" });
  socket.end(
    `HTTP/1.1 ${status} Refused\r\nContent-Type: application/problem+json\r\nContent-Length: ${body.length}\r\nCache-Control: no-store\r\nConnection: close\r\n\r\n${body}`,
  );
}
