/** A real gateway over a real session room and real sockets, and what a browser would do with its answers. */
import { createServer, request as httpRequest, type IncomingHttpHeaders, type RequestListener, type Server } from "node:http";
import { connect, type AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { onTestFinished } from "vitest";
import { createLocalAgent, defaultRules } from "#agent/testing/agent.ts";
import type { Config } from "#server/config.ts";
import { createLog } from "#server/log.ts";
import { openWorkspaces } from "#server/workspaces.ts";
import { findSharedDomain, presentBinding } from "../../session.ts";
import { openTestRoom } from "../../session/testing/room.ts";
import { createAppHosts } from "../app-hosts.ts";
import { createLocalAuthority } from "../authority.ts";
import { createCarrier } from "../carry.ts";
import { openGateway } from "../open.ts";
import { createRecent } from "../recent.ts";

export interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  rawHeaders: string[];
  body: string;
}

/** `denied`: ports that the machine does not open. */
export async function openTestGateway(
  change: Partial<Config> = {},
  { denied = [], bodyWithinMs }: { denied?: (readonly [number, number])[]; bodyWithinMs?: number } = {},
) {
  const room = await openTestRoom(change);
  const { wildcard } = room.config;
  if (!room.appSessions || wildcard === null) throw new Error("no wildcard");
  const hosts = createAppHosts(wildcard, "http:");
  const ownPorts: number[] = [];
  const workspaces = openWorkspaces({
    ...{
      local: createLocalAgent({ version: "0", rules: { ...defaultRules, denied } }),
      agentTokens: room.agentTokens,
      dataDir: room.config.dataDir,
      clock: () => room.now.value,
      store: room.store,
      news: room.news,
    },
    ...{
      findOwner: room.people.findFirstOwner,
      ownPorts,
      terminalPasswordAfterSeconds: null,
      wildcardSuffix: wildcard.slice(1).split(".", 1)[0] ?? "",
    },
  });
  const sharedDomain = findSharedDomain(room.config.accessUrl.hostname, wildcard);
  const { secureCookies } = room.config;
  const authority = createLocalAuthority({
    hosts,
    guestSessions: room.openAppSessions({ wildcard, secureCookies, scope: "host" }),
    appSessions: room.appSessions,
    handOverCodes: room.handOverCodes,
    workspaces,
    accessOrigin: room.config.accessUrl.origin,
    sharedDomain,
    secureCookies: room.config.secureCookies,
  });
  const carrier = createCarrier(room.news);
  const recent = createRecent({ news: room.news, clock: () => room.now.value });
  const gateway = openGateway({
    ...{ hosts, authority, carrier, recent, log: createLog(() => undefined), scheme: "http:" },
    ...{ accessOrigin: room.config.accessUrl.origin, secureCookies: room.config.secureCookies },
    ...(bodyWithinMs !== undefined && { bodyWithinMs }),
  });
  const from = (host: string | undefined) => ({ host: (host ?? "").toLowerCase(), ip: "192.0.2.9" });
  const server = createServer((request, response) => gateway.handle(request, response, from(request.headers.host)));
  server.on("upgrade", (request, socket: Duplex, head: Buffer) => gateway.upgrade(request, socket, head, from(request.headers.host)));
  const port = await listen(server);
  ownPorts.push(port);
  onTestFinished(() => {
    carrier.close();
    workspaces.close();
  });
  const hostOf = (label: string) => hosts.hostOf(label);
  return {
    ...{ room, gateway, authority, workspaces, port, hostOf },
    ask: (host: string, path: string, headers: Record<string, string> = {}, method = "GET", body?: string) =>
      ask(port, { host, path, headers, method, body }),
    /** What the door would answer at /api/v1/apps/authorize, for the session in `cookie`. */
    async authorize(location: string, cookie: string) {
      const url = new URL(location);
      const target = url.searchParams.get("redirect_uri") ?? "";
      const state = url.searchParams.get("state") ?? "";
      const verdict = await room.sessions.check({ cookie });
      if (!verdict.ok) throw new Error("not signed in");
      const place = { host: new URL(target).host, state, isBound: sharedDomain !== null };
      const { code, binding } = await room.handOverCodes.create({ id: verdict.caller.key.id, userName: verdict.caller.user.name }, place);
      const setCookie = binding && presentBinding({ state, value: binding, domain: sharedDomain ?? "", secure: room.config.secureCookies });
      return {
        target: `${target}${target.includes("?") ? "&" : "?"}latchkey_code=${encodeURIComponent(code)}&latchkey_state=${state}`,
        setCookie,
        code,
        state,
      };
    },
  };
}

export type TestGateway = Awaited<ReturnType<typeof openTestGateway>>;

/** Does the whole hand-over as a browser; gives the Cookie header with which the app opens from then on. */
export async function openApp(gate: TestGateway, host: string, path: string, cookie: string): Promise<string> {
  const first = await gate.ask(host, path, { "sec-fetch-mode": "navigate" });
  const { target, setCookie } = await gate.authorize(String(first.headers.location), cookie);
  const jar = [...(first.headers["set-cookie"] ?? []), setCookie ?? ""].map(pairOf).filter(Boolean).join("; ");
  const { pathname, search } = new URL(target);
  const back = await gate.ask(host, pathname + search, { "sec-fetch-mode": "navigate", cookie: jar });
  const set = (back.headers["set-cookie"] ?? []).find((header) => /^(__Host-)?latchkey_app_session-[^=]+=Fe26/.test(header));
  if (back.status !== 303 || !set) throw new Error(`hand-over ended with ${back.status}`);
  return pairOf(set);
}

export function pairOf(setCookie: string): string {
  return setCookie.split(";", 1)[0] ?? "";
}

/** Starts an app on this machine. */
export async function startApp(handler: RequestListener): Promise<{ port: number; server: Server }> {
  const server = createServer(handler);
  return { server, port: await listen(server) };
}

/** An app that answers with what it saw. */
export const echo: RequestListener = (request, response) => {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () =>
    response.end(
      JSON.stringify({ method: request.method, url: request.url, raw: request.rawHeaders, body: Buffer.concat(chunks).toString("latin1") }),
    ),
  );
};

/** Writes bytes to a port and gives all that comes back until the other side ends, or `until` is seen. */
export function raw(port: number, bytes: string, until?: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1", () => socket.write(Buffer.from(bytes, "latin1")));
    let text = "";
    socket.on("data", (chunk) => {
      text += chunk.toString("latin1");
      if (until !== undefined && text.includes(until)) socket.destroy();
    });
    // Whoever answers before it has read all may reset the connection once it has answered.
    socket.on("error", (error) => text === "" && reject(error));
    socket.on("close", () => resolve(text));
  });
}

function ask(
  port: number,
  given: { host: string; path: string; headers: Record<string, string>; method: string; body?: string | undefined },
): Promise<Answer> {
  const { host, path, headers, method, body } = given;
  return new Promise((resolve, reject) => {
    const sent = httpRequest({ port, path, method, headers: { host, ...headers } }, (response) => {
      let text = "";
      response.setEncoding("latin1").on("data", (chunk: string) => (text += chunk));
      response.on("end", () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, rawHeaders: response.rawHeaders, body: text }),
      );
      response.on("error", reject);
    });
    sent.on("error", reject);
    sent.end(body);
  });
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}
