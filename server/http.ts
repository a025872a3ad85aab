/**
 * The one dispatcher of requests: the Host decides whose a request is, and here every request is admitted, authenticated and renewed
 * before Next or anybody else sees it. Guards the order: target, host, origin, key. Trusts no header that only Next's own parts may send.
 */
import type { AsyncLocalStorage } from "node:async_hooks";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Clock } from "./clock.ts";
import type { Config } from "./config.ts";
import { contentSecurityPolicy, createNonce, type Documents } from "./documents.ts";
import { AppError, isAppError, isClientGone } from "./errors.ts";
import { createCookieJar, type Exchange } from "./exchange.ts";
import { findCaller, isPassive, pathOf } from "./find-caller.ts";
import type { Forwarded } from "./forwarded.ts";
import { createAppHosts, limitBodyTime, type Gateway, type PathApps } from "./gateway.ts";
import type { Door } from "./hosts.ts";
import type { Log } from "./log.ts";
import { sendProblem, sendText } from "./answers.ts";
import { isWatched, requireWatcher } from "./watchers.ts";
import { answerLatencyCheck } from "./latency-check.ts";
import type { Proxies } from "./proxies.ts";
import { servePathApp } from "./path-apps.ts";
import { readPath } from "./request-target.ts";
import { kindOfPath } from "./routes.ts";
import { isFromHere, isOfAnotherPage, safeNext, type RouteKind, type SessionRoom } from "./session.ts";
import { sendHeadTooLarge, tooLargePath } from "./too-large.ts";

export interface DispatcherParts {
  config: Config;
  log: Log;
  clock: Clock;
  findDoor: (host: string | undefined) => Door | null;
  forwarded: Forwarded;
  room: Pick<SessionRoom, "sessions" | "people">;
  documents: Documents;
  exchanges: AsyncLocalStorage<Exchange>;
  /** True under `npm run dev`. */
  dev: boolean;
  isReady: () => Promise<void>;
  /** How long a body for the door itself may take; for tests. */
  bodyWithinMs?: number;
  /** Null without a wildcard. */
  gateway: Gateway | null;
  /** Null unless asked for. */
  pathApps: PathApps | null;
  /** Null where nothing is a proxy's. */
  proxies: Pick<Proxies, "handle" | "recallGateways"> | null;
  /** Next. */
  render: (request: IncomingMessage, response: ServerResponse) => Promise<void>;
}

/** Bodies of the API are small JSON texts; what is announced larger is refused unread. Bytes. */
const maxBodyBytes = 64 * 1024;
/** A step of the hand-over to an app, through which the frame of the app view goes as well. */
const handOverPath = "/api/v1/apps/authorize";
const pageMethods = new Set(["GET", "HEAD"]);
const apiMethods = new Set(["GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"]);

export function createDispatcher(parts: DispatcherParts): (request: IncomingMessage, response: ServerResponse) => void {
  const { log, documents, gateway, forwarded } = parts;
  return (request, response) => {
    const host = forwarded.hostOf(request);
    if (host !== undefined && gateway?.owns(host))
      return gateway.handle(request, response, { host: host.toLowerCase(), ip: forwarded.addressOf(request) });
    dispatch(parts, request, response).catch((error: unknown) => {
      const known = isAppError(error) ? error : new AppError("internal", {}, error);
      if (known.code === "internal" && !isClientGone(error)) log.error("a request failed", { path: request.url?.split("?", 1)[0], error });
      if (response.headersSent) return void response.destroy();
      if (known.code === "unavailable" && wantsDocument(request)) return documents.sendUnavailable(response);
      sendProblem(response, known);
    });
  };
}

async function dispatch(parts: DispatcherParts, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { config, documents, room } = parts;
  // What stands under an app's prefix is the app's own, and read by other rules.
  const isPathApp = parts.pathApps?.owns(request.url) ?? false;
  const refused = isPathApp ? await servePathApp(parts, request, response) : null;
  if (refused === "served") return;
  protect(response, config);
  if (!isPathApp) limitBodyTime(request, parts.bodyWithinMs);
  const path = isPathApp ? "/@" : readPath(request.url);
  // The parser still takes the request line of HTTP/0.9, which names no version and needs no Host; nobody who means well sends one.
  if (path === null || request.httpVersionMajor < 1) throw new AppError("bad_request", { detail: "The request target is not valid." });
  const door = parts.findDoor(parts.forwarded.hostOf(request));
  if (isWatched(path)) requireWatcher(request, door !== null);
  if (path === "/healthz") return sendText(response, 200, "ok\n");
  if (path === "/readyz") return parts.isReady().then(() => sendText(response, 200, "ready\n"));
  if (path === tooLargePath) return sendHeadTooLarge(response, config.accessUrl.origin);
  if (!door) throw new AppError("misdirected");
  if (refused === "cross_origin") throw new AppError(refused, { detail: "A path app is only reached from the door's own pages." });
  if (refused !== null)
    return refusePage(parts, request, response, await openExchange(parts, request, response, { door, kind: "path_app" }));

  if (path === "/latency-check") return answerLatencyCheck(response);

  const kind = kindOfPath(path);
  if (kind === "proxy_questions") {
    if (!parts.proxies) throw new AppError("not_found");
    return parts.proxies.handle(request, response, path);
  }
  admit(request, { kind, path, origin: door.origin });
  if (request.httpVersionMinor > 0 && /100-continue/i.test(request.headers.expect ?? "")) response.writeContinue();
  // Files are revalidated at each use but for those with a hash in their name; the worker itself is never kept.
  if (path === "/sw.js") {
    response.setHeader("cache-control", "no-store");
    // A worker lives under the policy of its own file: with the one above it could fetch nothing, and would never install.
    response.setHeader("content-security-policy", "default-src 'none'; connect-src 'self'");
  }
  if (kind === "static" || (parts.dev && path.startsWith("/_next/"))) return parts.render(request, response);
  if (
    kind !== "api" &&
    door.kind === "alias" &&
    wantsDocument(request) &&
    !/(^|; )latchkey_alias_stay=1(;|$)/.test(request.headers.cookie ?? "")
  ) {
    return documents.sendAlias(response, { accessOrigin: config.accessUrl.origin, path: request.url ?? "/" });
  }

  const exchange = await openExchange(parts, request, response, { door, kind });
  if (kind !== "api") {
    const signedIn = exchange.verdict.ok;
    if (await room.people.isSetUpNeeded()) {
      if (path !== "/setup" && kind !== "neutral") return redirect(response, "/setup");
    } else if (path === "/setup") return redirect(response, "/");
    if (path === "/sign-in" || path === "/resume") expireDeeper(parts, request, exchange);
    if ((path === "/sign-in" || path === "/resume") && signedIn)
      return redirect(response, safeNext(new URL(request.url ?? "/", door.origin).searchParams.get("next")));
    else if (kind === "page" && !signedIn) return refusePage(parts, request, response, exchange);
    const nonce = createNonce();
    const policy = contentSecurityPolicy(nonce, { ...sourcesOf(parts), dev: parts.dev });
    // Next leads who forgot its own parameter to the address with it, and says of that answer nothing about keeping it.
    if (request.headers.rsc !== undefined && !/[?&]_rsc=/.test(request.url ?? "")) response.setHeader("cache-control", "no-store");
    // Next reads the nonce from the request's own policy header and puts it on every script that it writes.
    request.headers["content-security-policy"] = policy;
    response.setHeader("content-security-policy", policy);
  } else {
    response.setHeader("cache-control", "no-store");
  }
  await parts.exchanges.run(exchange, () => parts.render(request, response));
}

/** What the door's pages may frame and talk to besides the door: apps, and each gateway to see how far it is and for terminals through it. */
function sourcesOf({ gateway, proxies }: DispatcherParts): { frame: string; connect: string } {
  const others = proxies?.recallGateways() ?? [];
  const frames = others.map(({ url, wildcard }) => createAppHosts(wildcard, new URL(url).protocol).source);
  return {
    frame: [gateway?.frameSource ?? [], frames].flat().join(" "),
    connect: others.flatMap(({ url }) => [url, socketOf(url)]).join(" "),
  };
}

/** An https source does not cover wss (CSP3 §6.7.2.8). */
function socketOf(url: string): string {
  return url.replace(/^http/, "ws");
}

/** Who is calling; on the answer: the renewed cookie, and the end of planted copies. */
async function openExchange(
  parts: DispatcherParts,
  request: IncomingMessage,
  response: ServerResponse,
  { door, kind }: { door: Door; kind: RouteKind },
): Promise<Exchange> {
  const jar = createCookieJar(response);
  const verdict = await findCaller(parts, request, door, kind);
  for (const header of verdict.set) jar.set(header);
  return {
    ip: parts.forwarded.addressOf(request),
    userAgent: request.headers["user-agent"] ?? "",
    passive: isPassive(request),
    origin: door.origin,
    verdict,
    setCookie: jar.set,
    settle(at) {
      const presented = verdict.losers + (verdict.ok && verdict.caller.via === "cookie" ? 1 : 0);
      if (presented > 1 || at !== undefined) expireCopies(parts, request, { origin: door.origin, setCookie: jar.set }, { at });
    },
  };
}

/** `deeperOnly`: none that is sent to every path. `at`: the path of another request than this one. */
function expireCopies(
  { room: { sessions } }: DispatcherParts,
  request: IncomingMessage,
  { origin, setCookie }: Pick<Exchange, "origin" | "setCookie">,
  { at, deeperOnly = false }: { at?: string | undefined; deeperOnly?: boolean },
): void {
  const paths = at === undefined ? [pathOf(request)] : [pathOf(request), at];
  for (const header of sessions.cookie.expireTossed(new URL(origin).hostname, paths, { deeperOnly })) setCookie(header);
}

/** Refuses what may not change anything here, before a byte of its body is read. */
function admit(
  request: IncomingMessage,
  { kind, path, origin }: { kind: ReturnType<typeof kindOfPath>; path: string; origin: string },
): void {
  const { method, headers } = request;
  // Server Actions do not exist here (SEC-03), and Next's internal headers skip checks where they are believed (CVE-2025-29927, SEC-01).
  if (headers["next-action"] !== undefined) throw new AppError("bad_request", { detail: "There are no server actions here." });
  for (const name of Object.keys(headers)) if (/^x-(middleware|nextjs|invoke|matched|now|vercel)-/.test(name)) delete headers[name];
  // Next would answer an API call that looks like one of its router's by a redirect of its own.
  if (kind === "api") for (const name of Object.keys(headers)) if (/^(rsc|next-url|next-router-.*)$/.test(name)) delete headers[name];
  if (!(kind === "api" ? apiMethods : pageMethods).has(method ?? "")) throw new AppError("method_not_allowed");
  // Before a session is looked at: it is neither answered with nor counted as use.
  if (isOfAnotherPage(request, { mayBeFramed: path === handOverPath }))
    throw new AppError("cross_origin", { detail: "Pages of other hosts are not answered here, but for links that a person follows." });
  if (!isFromHere(request, origin))
    throw new AppError("cross_origin", { detail: "Changes are only taken from the door's own pages, or with a token." });
  if (Number(headers["content-length"] ?? 0) > maxBodyBytes) throw new AppError("payload_too_large");
}

function refusePage(parts: DispatcherParts, request: IncomingMessage, response: ServerResponse, exchange: Exchange): void {
  const { documents, room, pathApps } = parts;
  const { verdict } = exchange;
  if (verdict.ok) throw new AppError("no_session");
  const isDecided = verdict.code !== "session_conflict" && !verdict.isUnclear;
  // A dead cookie is cleared on a person's own navigation only: an answer to a poll could overtake a sign-in and clear the new one.
  if (isDecided && verdict.losers > 0) exchange.setCookie(room.sessions.cookie.clear());
  // What an app fetches is decided by no page of ours.
  if (!isDecided && pathApps?.owns(request.url)) expireCopies(parts, request, exchange, { deeperOnly: true });
  if (!wantsDocument(request)) throw new AppError(verdict.code);
  const { code, reason, endedAt } = verdict;
  if (endedAt === null) return documents.sendResume(response, code === "session_conflict" ? { code, reason, endedAt } : null);
  documents.sendResume(response, { code, reason, endedAt: new Date(endedAt).toISOString() });
}

/**
 * Where a browser is sent for a sign-in that it may not need: a cookie on the path of one address makes somebody else of it there alone, and
 * the two would send it to each other for ever. `at` is that address. What is sent to every path is left for the sign-in to decide.
 */
function expireDeeper(parts: DispatcherParts, request: IncomingMessage, exchange: Exchange): void {
  const at = new URL(request.url ?? "/", exchange.origin).searchParams.get("at")?.slice(0, 2_000);
  const { verdict } = exchange;
  if (verdict.losers > 0 || verdict.ok || at !== undefined) expireCopies(parts, request, exchange, { at, deeperOnly: true });
}

function wantsDocument({ method, headers }: IncomingMessage): boolean {
  if (method !== "GET" && method !== "HEAD") return false;
  if (headers["sec-fetch-dest"] !== undefined) return headers["sec-fetch-dest"] === "document";
  return headers.rsc === undefined && (headers.accept ?? "").includes("text/html");
}

function redirect(response: ServerResponse, location: string): void {
  response.writeHead(303, { location, "cache-control": "no-store", "content-length": 0 });
  response.end();
}

/** Headers of every answer of the door. */
function protect(response: ServerResponse, { accessUrl }: Config): void {
  response.setHeader("x-content-type-options", "nosniff");
  response.setHeader("referrer-policy", "same-origin");
  response.setHeader("cross-origin-opener-policy", "same-origin");
  response.setHeader("cross-origin-resource-policy", "same-origin");
  response.setHeader("content-security-policy", "default-src 'none'; frame-ancestors 'none'");
  response.setHeader("permissions-policy", "camera=(), microphone=(), geolocation=(), payment=(), usb=()");
  if (accessUrl.protocol === "https:") response.setHeader("strict-transport-security", "max-age=31536000");
}
