/** Path apps through the real dispatchers, with a real session room, a real app and real sockets. */
import { AsyncLocalStorage } from "node:async_hooks";
import { createServer, request, type IncomingHttpHeaders, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import { WebSocket, WebSocketServer } from "ws";
import { createLocalAgent, defaultRules } from "#agent/testing/agent.ts";
import { openApps } from "./apps.ts";
import type { Exchange } from "./exchange.ts";
import { createForwarded } from "./forwarded.ts";
import { createHosts } from "./hosts.ts";
import { createDispatcher } from "./http.ts";
import { createLog } from "./log.ts";
import { openLive } from "./session.ts";
import { cookieOf, openTestRoom } from "./session/testing/room.ts";
import { openTerminalSockets } from "./terminal-socket.ts";
import { createUpgrades } from "./upgrades.ts";

const origin = "http://latchkey.localhost:3000";

describe("path apps", () => {
  it("open for their owner, who sees where they stand; the app gets its own path byte for byte and nothing of ours", async () => {
    const { ask, prefix, ada } = await open();
    const answer = await ask(`${prefix}/a%20b//c;d?q=%2F&x`, { cookie: `mine=1; ${ada}` });
    const seen = JSON.parse(answer.body) as { url: string; headers: IncomingHttpHeaders };
    expect([answer.status, seen.url, seen.headers.cookie]).toEqual([200, "/a%20b//c;d?q=%2F&x", "mine=1"]);
    expect(seen.headers).toMatchObject({ "x-forwarded-prefix": prefix, "x-forwarded-host": "latchkey.localhost:3000" });
    expect(answer.headers["content-security-policy"]).toBeUndefined();
    expect((await ask(`${prefix}?a=b`, { cookie: ada })).headers.location).toBe(`${prefix}/?a=b`);
  });

  it("are there for nobody else, however they are shared", async () => {
    const { ask, prefix, room, apps, port } = await open();
    await apps.workspaces.putPort(room.owner, "this-machine", port, { sharing: "public" });
    const bob = await room.people.create({ email: "bob@example.com", name: "bob", password: "another-Fine-password-77", role: "member" });
    const his = cookieOf((await room.sessions.signIn({ user: bob, ip: "", userAgent: "", deviceKey: null, replaces: null })).setCookie);
    expect((await ask(`${prefix}/`, { cookie: his })).status).toBe(404);
    expect((await ask(`${prefix}/`)).body).toBe("resume");
    expect((await ask(`${prefix}/`, { accept: "application/json" })).status).toBe(401);
    const { token } = await tokenOf(room);
    expect((await ask(`${prefix}/`, { authorization: `Bearer ${token}` })).status).toBe(401);
  });

  it("SEC-42 SEC-43 are not reached by other sites' pages, sibling apps among them", async () => {
    const { ask, prefix, ada, seen } = await open();
    const others: Record<string, string>[] = [
      { origin: "http://x.apps.latchkey.localhost:3000" },
      { origin: "null" },
      { "sec-fetch-site": "same-site", "sec-fetch-mode": "no-cors" },
      { "sec-fetch-site": "cross-site", "sec-fetch-mode": "cors", origin: "https://evil.example" },
    ];
    for (const headers of others) {
      expect((await ask(`${prefix}/`, { cookie: ada, ...headers }, "origin" in headers ? "POST" : "GET")).status).toBe(403);
    }
    expect(seen()).toBe(0);
    expect((await ask(`${prefix}/`, { cookie: ada, origin, "sec-fetch-site": "same-origin" }, "POST")).status).toBe(200);
  });

  it("F12 keep their redirects and cookies under their path, and get no wider service worker", async () => {
    const { ask, prefix, ada } = await open((incoming, response) => {
      response.writeHead(302, [
        ...["Location", incoming.url === "/abs" ? `${origin}/next` : "/next?a=1"],
        ...[
          "Set-Cookie",
          "a=1; Path=/; HttpOnly",
          "Set-Cookie",
          "b=2; path=/deep",
          "Set-Cookie",
          "c=3; Path=/x; Path=/",
          "Set-Cookie",
          "latchkey_session-x=3; Path=/",
        ],
        ...["Service-Worker-Allowed", "/", "Clear-Site-Data", '"*"'],
      ]);
      response.end();
    });
    const answer = await ask(`${prefix}/go`, { cookie: ada });
    expect(answer.headers).toMatchObject({
      location: `${prefix}/next?a=1`,
      "set-cookie": [`a=1; Path=${prefix}/; HttpOnly`, `b=2; path=${prefix}/deep`, `c=3; Path=${prefix}/`],
    });
    expect([answer.headers["service-worker-allowed"], answer.headers["clear-site-data"]]).toEqual([undefined, undefined]);
    expect((await ask(`${prefix}/abs`, { cookie: ada })).headers.location).toBe(`${prefix}/next`);
  });

  it("using one is using the session: it slides in the same answer", async () => {
    const { ask, prefix, ada, room } = await open();
    room.now.value += 2 * 86_400_000;
    expect((await ask(`${prefix}/`, { cookie: ada })).headers["set-cookie"]?.join()).toMatch(/^latchkey_session-test=Fe26/);
  });

  it.each(["/@ada/this-machine/1/../../../api/v1/keys", "/@ada/this-machine/3000/%2e%2e/x", "/@ada", "/@ada/this-machine", "/@ada/x/80/"])(
    "SEC-14 %s is no app's address",
    async (path) => {
      const { ask, ada } = await open();
      expect((await ask(path, { cookie: ada })).status).toBe(400);
    },
  );

  it("carry WebSockets of the door's own pages, until the session ends", async () => {
    const { port, prefix, ada, room, doorPort } = await open(undefined, true);
    expect(port).toBeGreaterThan(0);
    const dial = (from: string, cookie: string) =>
      new WebSocket(`ws://127.0.0.1:${doorPort}${prefix}/ws`, { headers: { host: "latchkey.localhost:3000", origin: from, cookie } });
    const refused = (socket: WebSocket) =>
      new Promise<number | undefined>((resolve) => {
        socket.on("error", () => undefined).on("unexpected-response", (_request, response) => resolve(response.statusCode));
      });
    expect(await refused(dial("http://x.apps.latchkey.localhost:3000", ada))).toBe(403);
    expect(await refused(dial(origin, ""))).toBe(401);
    const socket = dial(origin, ada);
    const echoed = new Promise((resolve) => socket.on("message", (data: Buffer) => resolve(data.toString())));
    socket.on("open", () => socket.send("hello"));
    expect(await echoed).toBe("hello");
    const closed = new Promise((resolve) => socket.on("close", resolve));
    const verdict = await room.sessions.check({ cookie: ada });
    if (verdict.ok) await room.sessions.signOut(verdict.caller);
    await closed;
  });

  it("are not there unless asked for", async () => {
    const { ask, prefix, ada } = await open(undefined, false, false);
    expect((await ask(`${prefix}/`, { cookie: ada })).body).toBe("next");
  });
});

async function open(handler?: RequestListener, withSockets = false, pathApps = true) {
  let asked = 0;
  const app = createServer((incoming, response) => {
    asked += 1;
    if (handler) return handler(incoming, response);
    response.end(JSON.stringify({ url: incoming.url, headers: incoming.headers }));
  });
  if (withSockets)
    new WebSocketServer({ server: app }).on("connection", (socket) => socket.on("message", (data) => socket.send(String(data))));
  const port = await listen(app);
  // As on a machine without wildcard DNS: path apps are what there is.
  const room = await openTestRoom({ pathApps, wildcard: null });
  const log = createLog(() => undefined);
  const clock = () => room.now.value;
  const apps = openApps({
    config: room.config,
    store: room.store,
    room,
    clock,
    log,
    local: createLocalAgent({ version: "0", rules: defaultRules }),
    ownPorts: [],
  });
  const live = openLive({ authenticate: room.sessions.authenticate, news: room.news, clock, buildId: "1" });
  const hosts = createHosts(room.config);
  const forwarded = createForwarded([]);
  const parts = { gateway: apps.gateway, pathApps: apps.pathApps, agents: apps.agents, proxies: null, log, forwarded };
  const dispatch = createDispatcher({
    ...{ ...parts, config: room.config, clock, findDoor: hosts.findDoor, room, dev: false, isReady: () => room.store.ping() },
    documents: {
      sendResume: (response) => response.writeHead(401).end("resume"),
      sendUnavailable: (response) => response.writeHead(503).end("wait"),
      sendAlias: (response) => response.writeHead(200).end("alias"),
    },
    exchanges: new AsyncLocalStorage<Exchange>(),
    render: async (_request, response) => void response.end("next"),
  });
  const server = createServer(dispatch);
  const terminals = openTerminalSockets({ room, terminals: apps.workspaces.terminals, clock });
  const upgrade = createUpgrades({
    ...parts,
    hosts,
    live,
    terminals,
    sessions: room.sessions,
    next: (_request, socket) => socket.destroy(),
  });
  server.on("upgrade", upgrade);
  const doorPort = await listen(server);
  onTestFinished(() => {
    live.close();
    apps.close();
  });
  const { cookie: ada } = await room.signIn();
  return {
    ...{ room, apps, port, doorPort, ada, prefix: `/@ada/this-machine/${port}`, seen: () => asked },
    ask: (path: string, headers: Record<string, string> = {}, method = "GET") => ask(doorPort, path, headers, method),
  };
}

async function tokenOf(room: Awaited<ReturnType<typeof openTestRoom>>) {
  const verdict = await room.sessions.check({ cookie: (await room.signIn()).cookie });
  if (!verdict.ok) throw new Error("not signed in");
  return room.sessions.createToken(verdict.caller, { name: "t", lifetime: "1d", scopes: ["all"], ip: "", userAgent: "" });
}

async function listen(server: ReturnType<typeof createServer>): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

function ask(port: number, path: string, headers: Record<string, string>, method: string) {
  return new Promise<{ status: number; headers: IncomingHttpHeaders; body: string }>((resolve, reject) => {
    const all = { host: "latchkey.localhost:3000", accept: "text/html", ...headers };
    const sent = request({ port, path, method, headers: all }, (response) => {
      let body = "";
      response.setEncoding("utf8").on("data", (chunk: string) => (body += chunk));
      response.on("end", () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }));
    });
    sent.on("error", reject).end();
  });
}
