/**
 * The gateway: every request and upgrade of an app host, in one order: address, code, caller, permission, forward.
 * Guards: nothing is forwarded before the authority has said yes. Trusts no header for who is calling but the app cookie, and that only on
 * requests of the app's own pages or of its owner's other apps.
 */
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { isAppError, isClientGone } from "../errors.ts";
import type { Log } from "../log.ts";
import type { AppHosts } from "./app-hosts.ts";
import { createFindAsker, isNavigation } from "./asker.ts";
import type { Authority, Decision } from "./authority.ts";
import type { Carrier } from "./carry.ts";
import { answerPreflight, corsHeaders, isPreflight, letSiblingRead } from "./cors.ts";
import { createHandOver } from "./hand-over.ts";
import type { Hop } from "./header-passes.ts";
import { parseLabel, type AppAddress } from "./label.ts";
import type { Permit } from "./open-streams.ts";
import { sendPage, type PageKind } from "./pages.ts";
import { limitBodyTime } from "./limit-body-time.ts";
import type { Recent } from "./recent.ts";
import { refuseSocket } from "./refuse-socket.ts";

export interface Gateway {
  /** Whether a host is an app host and so the gateway's. */
  owns(host: string | undefined): boolean;
  /** Every app host, as a source of a content security policy. */
  readonly frameSource: string;
  handle(request: IncomingMessage, response: ServerResponse, from: From): void;
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer, from: From): void;
}

interface Shown {
  set?: readonly string[];
  tryAgain?: string;
  headers?: Record<string, string>;
}

interface From {
  /** The app host, lower case, port included. */
  host: string;
  ip: string;
}

export function openGateway(parts: {
  hosts: AppHosts;
  authority: Authority;
  carrier: Carrier;
  recent: Recent;
  log: Log;
  /** `https:` or `http:`, how browsers speak to app hosts. */
  scheme: string;
  accessOrigin: string;
  secureCookies: boolean;
  /** What is shown when the authority cannot be asked. */
  whenUnavailable?: PageKind;
  /** How long the body of a refused request may take, ms; for tests. */
  bodyWithinMs?: number;
}): Gateway {
  const { hosts, authority, carrier, recent, log, scheme, accessOrigin, secureCookies, whenUnavailable = "unavailable" } = parts;
  const handOver = createHandOver({ authority, secureCookies });
  const refuse = (request: IncomingMessage, response: ServerResponse, kind: PageKind, more: Shown = {}) => {
    limitBodyTime(request, parts.bodyWithinMs);
    sendPage(response, kind, { asDocument: isNavigation(request), door: accessOrigin, ...more });
  };
  const findAsker = createFindAsker({ hosts, scheme });
  const hopOf = (host: string, ip: string): Hop => ({ host, ip, proto: scheme.slice(0, -1), doorOrigin: accessOrigin });
  const addressOf = (host: string, target: string | undefined): AppAddress | null =>
    target?.startsWith("/") ? parseLabel(hosts.labelOf(host) ?? "") : null;

  async function handle(request: IncomingMessage, response: ServerResponse, { host, ip }: From): Promise<void> {
    const asDocument = isNavigation(request);
    const show = (kind: PageKind, more?: Shown) => refuse(request, response, kind, more);
    const address = addressOf(host, request.url);
    if (!address || request.url === undefined) return show("bad_address");
    const { target, code, state } = handOver.read(request.url);
    if (code !== null && asDocument) return handOver.finish(request, response, { host, target, code, state, ip });

    const keep = recent.begin();
    const asker = findAsker(request, host, address.user);
    const cookieHeader = asker === "foreign" ? undefined : request.headers.cookie;
    const decision = await authority.decide({ host, address, cookieHeader, path: pathOf(target), passive: isPassive(request) });
    const { found, losers, ended, doubt, set } = decision;
    const speaksForItself = found.kind === "open" && found.cors === "passthrough";
    if (asker === "sibling" && isPreflight(request) && !speaksForItself) return answerPreflight(request, response);
    if (found.kind === "sign_in") {
      const kind = doubt === "two_people" ? "conflict" : "hand_over";
      if (!asDocument) return show(kind, { set, ...(asker === "sibling" && { headers: corsHeaders(request.headers) }) });
      limitBodyTime(request, parts.bodyWithinMs);
      if (handOver.start(request, response, { origin: `${scheme}//${host}`, target, ended, isInDoubt: doubt !== null })) return;
      return show(kind, { set: handOver.forget(host, pathOf(target)), tryAgain: target });
    }
    if (found.kind !== "open") return show(found.kind);
    const permit = permitOf(decision, host);
    // Only what changes nothing the next time: no cookie to renew or to expire, and use that has been counted.
    if (asker === "own" && losers === 0 && set.length === 0 && !isPassive(request)) {
      keep(request.headers.cookie, host, { app: found, owner: address.user, permit });
    }
    await carrier.request(request, response, {
      ...{ app: found, hop: hopOf(host, ip), target: code === null ? request.url : target, set, permit, show },
      ...(asker === "sibling" && !speaksForItself && { adapt: (raw) => letSiblingRead(raw, request.headers.origin ?? "") }),
    });
  }

  /** A request like one that was permitted a moment ago, without looking again. Null: look. */
  function passAgain(request: IncomingMessage, response: ServerResponse, { host, ip }: From): Promise<void> | null {
    const known = recent.find(request.headers.cookie, host);
    if (!known || !request.url?.startsWith("/") || handOver.read(request.url).code !== null) return null;
    if (findAsker(request, host, known.owner) !== "own") return null;
    const { app, permit } = known;
    const show = (kind: PageKind) => refuse(request, response, kind);
    return carrier.request(request, response, { app, permit, hop: hopOf(host, ip), target: request.url, set: [], show });
  }

  async function upgrade(request: IncomingMessage, socket: Duplex, head: Buffer, { host, ip }: From): Promise<void> {
    const address = addressOf(host, request.url);
    if (!address) return refuseSocket(socket, 400); // SEC-04: no absolute-form target
    // Only the app's own pages may open its sockets: a sibling's would carry the same cookie (SEC-41). Every browser says who asks; a program
    // that does not is nobody, and may open what is open to anybody.
    const { origin, cookie } = request.headers;
    if (origin !== undefined && origin !== `${scheme}//${host}`) return refuseSocket(socket, 403);
    const decision = await authority.decide({
      host,
      address,
      cookieHeader: cookie,
      path: pathOf(request.url),
      passive: isPassive(request),
    });
    const { found, doubt, set } = decision;
    if (decision.keyIds.length > 0 && origin === undefined) return refuseSocket(socket, 403);
    if (found.kind === "sign_in") return refuseSocket(socket, 401, { set, ...(doubt === "two_people" && { code: "session_conflict" }) });
    if (found.kind !== "open") return refuseSocket(socket, found.kind === "offline" ? 503 : 404);
    const permit = permitOf(decision, host);
    carrier.upgrade(request, socket, head, { app: found, hop: hopOf(host, ip), target: request.url ?? "/", set, permit });
  }

  function permitOf({ keyIds, isStillOpen }: Decision, host: string): Permit {
    return { keyIds, group: `${keyIds[0] ?? ""} ${host}`, isStillOpen };
  }

  return {
    owns: (host) => hosts.labelOf(host) !== null,
    frameSource: hosts.source,
    handle(request, response, from) {
      (passAgain(request, response, from) ?? handle(request, response, from)).catch((error: unknown) => {
        const known = isAppError(error);
        if (!known && !isClientGone(error)) log.error("a proxied request failed", { error });
        refuse(request, response, known ? whenUnavailable : "failed");
      });
    },
    upgrade(request, socket, head, from) {
      upgrade(request, socket, head, from).catch((error: unknown) => {
        if (!isAppError(error)) log.error("a proxied upgrade failed", { error });
        refuseSocket(socket, 503);
      });
    },
  };
}

/** Polls of a page are no use of a session. */
function isPassive({ headers }: IncomingMessage): boolean {
  return headers["latchkey-passive"] === "1";
}

/** Of a request target, without its query. No host takes a path that long, and a proxy's question has an end. */
function pathOf(target = "/"): string {
  return (target.split("?", 1)[0] ?? "/").slice(0, 2_000);
}
