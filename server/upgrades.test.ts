import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { describe, expect, it, onTestFinished } from "vitest";
import { WebSocket } from "ws";
import { AppError } from "./errors.ts";
import { createForwarded } from "./forwarded.ts";
import { createHosts } from "./hosts.ts";
import { createLog } from "./log.ts";
import { createUpgrades } from "./upgrades.ts";
import { openLive } from "./session.ts";
import { cookieOf, openTestRoom } from "./session/testing/room.ts";

const origin = "http://latchkey.localhost:3000";

describe("the live socket", () => {
  it("greets with the build, and says when a list of one's own changed", async () => {
    const { room, dial } = await openSockets();
    const { cookie } = await room.signIn();
    const { messages, next } = dial({ cookie });
    await next(1);
    expect(messages).toEqual([{ type: "hello", buildId: "build-1" }]);
    await room.signIn();
    await next(2);
    expect(messages[1]).toEqual({ type: "changed", what: "keys" });
  });

  it("has everybody ask again after a while in which nothing was heard of other replicas", async () => {
    const { room, dial } = await openSockets();
    const ada = dial({ cookie: (await room.signIn()).cookie });
    await ada.next(1);
    room.news.announceHere({ endedKeyIds: [], changedUserIds: [], hasGap: true });
    await ada.next(2);
    expect(ada.messages[1]).toEqual({ type: "changed", what: "workspaces" });
  });

  it("says that terminals changed to who may open them, and to nobody else", async () => {
    const { room, dial } = await openSockets();
    const bob = await room.people.create({ email: "bob@example.com", name: "bob", password: "another-Fine-password-77", role: "admin" });
    const ada = dial({ cookie: (await room.signIn()).cookie });
    await ada.next(1);
    const tell = (ownerId: string, forAdmins: boolean) =>
      room.news.announce({ endedKeyIds: [], changedUserIds: [], changedTerminals: [{ ownerId, forAdmins }] });
    tell(bob.id, false);
    tell(room.owner.id, false);
    await ada.next(2);
    tell(bob.id, true); // ada is the door's owner
    room.news.announce({ endedKeyIds: [], changedUserIds: [], changedWorkspaceIds: ["w"] });
    await ada.next(4);
    expect(ada.messages.slice(1)).toEqual(["terminals", "terminals", "workspaces"].map((what) => ({ type: "changed", what })));
  });

  it("SEC-28 closes with 4001 and the reason as soon as its session ends, here or by another process", async () => {
    const { room, dial } = await openSockets();
    const here = await room.signIn();
    const there = await room.signIn();
    const first = dial({ cookie: here.cookie });
    const second = dial({ cookie: there.cookie });
    await Promise.all([first.next(1), second.next(1)]);
    await room.store.keys.end({ id: there.keyId }, room.now.value, "ended_elsewhere");
    room.now.value += 4_001; // what is remembered of the key is too old to be believed
    expect(await second.closed).toEqual({ code: 4001, reason: "session_revoked:ended_elsewhere" });
    await room.people.suspend("ada@example.com");
    expect(await first.closed).toEqual({ code: 4001, reason: "user_suspended:user_suspended" });
  });

  it("G5 asks to come back where the database could not be asked for longer than is kept, and signs nobody out", async () => {
    const { room, dial } = await openSockets({ keepMs: 200 });
    const { cookie } = await room.signIn();
    const { closed, next } = dial({ cookie });
    await next(1);
    room.break(true);
    expect(await closed).toEqual({ code: 1013, reason: "unavailable" });
    room.break(false);
    expect(await room.sessions.check({ cookie })).toMatchObject({ ok: true });
  });

  it("closes when the session runs out unused", async () => {
    const { room, dial } = await openSockets();
    const { cookie } = await room.signIn();
    const { closed, next } = dial({ cookie });
    await next(1);
    room.now.value += 31 * 86_400_000;
    expect(await closed).toEqual({ code: 4001, reason: "session_expired:unused" });
  });

  it("is told to come back though its handshake was on its way when the door closed", async () => {
    const room = await openTestRoom();
    const { cookie } = await room.signIn();
    let live: ReturnType<typeof openLive> | undefined;
    const authenticate: typeof room.sessions.authenticate = async (...given) => {
      const verdict = await room.sessions.authenticate(...given);
      live?.close();
      live = undefined;
      return verdict;
    };
    const opened = openLive({ authenticate, news: room.news, clock: () => room.now.value, buildId: "build-1" });
    live = opened;
    const { dial } = await openSockets({ room, live: opened });
    const { closed } = dial({ cookie });
    expect(await closed).toEqual({ code: 1012, reason: "restarting" });
  });

  it("SEC-41 refuses handshakes from any other origin, and without a session", async () => {
    const { room, dial } = await openSockets();
    const { cookie } = await room.signIn();
    for (const other of [
      "http://evil.example",
      "http://app.latchkey.localhost:3000",
      "null",
      "",
      "HTTP://LATCHKEY.LOCALHOST:3000",
      "http://latchkey.localhost.:3000",
      "http://latchkey.localhost:3001",
      "https://latchkey.localhost:3000",
    ]) {
      expect(await dial({ cookie, origin: other }).refused).toBe(403);
    }
    expect(await dial({ cookie: "" }).refused).toBe(401);
    expect(await dial({ cookie, host: "evil.example" }).refused).toBe(421);
    expect(await dial({ cookie, path: "/devices" }).refused).toBe(404);
  });

  it("F3 refuses a bearer token, whatever its scopes, with a session beside it or without", async () => {
    const { room, dial } = await openSockets();
    const { cookie } = await room.signIn();
    const verdict = await room.sessions.check({ cookie });
    if (!verdict.ok) throw new Error("not signed in");
    const made = await room.sessions.createToken(verdict.caller, { name: "t", lifetime: "1d", scopes: ["all"], ip: "", userAgent: "" });
    for (const token of [made.token, (await room.agentTokens.create(room.owner, "box")).token]) {
      const authorization = `Bearer ${token}`;
      expect(await dial({ authorization }).refused).toBe(403);
      expect(await dial({ authorization, cookie }).refused).toBe(403);
    }
  });

  it("F2 refuses cookies of two people, and ends the copy that is sent to this socket alone", async () => {
    const { room, dial } = await openSockets();
    const bob = await room.people.create({ email: "bob@example.com", name: "bob", password: "another-Fine-password-77", role: "member" });
    const his = cookieOf((await room.sessions.signIn({ user: bob, ip: "", userAgent: "", deviceKey: null, replaces: null })).setCookie);
    const { cookie } = await room.signIn();
    const { name } = room.sessions.cookie;
    const { refusal } = dial({ cookie: `${his}; ${cookie}` });
    const { status, setCookies, body } = await refusal;
    expect([status, JSON.parse(body)]).toMatchObject([401, { code: "session_conflict" }]);
    for (const path of ["/api/v1/live", "/api/", "/api"])
      expect(setCookies).toContain(`${name}=; Path=${path}; Domain=latchkey.localhost; Max-Age=0`);
    // Which of the two is right where both are sent to every path is not decided here.
    expect(setCookies.some((header) => header.includes("Path=/;"))).toBe(false);
    // More than are tried: whatever is not in the session's own place ends.
    const planted = Array.from({ length: 30 }, (_, index) => `${cookie.slice(0, -9)}${String(index).padStart(7, "x")}~2`);
    const many = await dial({ cookie: [...planted, cookie, ...planted.slice(0, 5)].join("; ") }).refusal;
    expect(many.status).toBe(401);
    expect(many.setCookies).toContain(`${name}=; Path=/; Domain=latchkey.localhost; Max-Age=0`);
    expect(many.setCookies.some((header) => header.startsWith(`${name}=; Path=/; Max-Age=0`))).toBe(false);
    await dial({ cookie }).next(1);
    expect((await dial({ cookie: "" }).refusal).setCookies).toEqual([]);
  });

  it("SEC-18 a handshake while the database does not answer is 503, and open sockets stay", async () => {
    const { room, dial } = await openSockets();
    const { cookie } = await room.signIn();
    const open = dial({ cookie });
    await open.next(1);
    room.now.value += 5_000;
    room.break(true);
    expect(await dial({ cookie }).refused).toBe(503);
    expect(open.socket.readyState).toBe(WebSocket.OPEN);
    room.break(false);
  });
});

async function openSockets(
  given: { room?: Awaited<ReturnType<typeof openTestRoom>>; live?: ReturnType<typeof openLive>; keepMs?: number } = {},
) {
  const room = given.room ?? (await openTestRoom());
  const { authenticate } = room.sessions;
  const keep = { ...(given.keepMs !== undefined && { keepMs: given.keepMs }) };
  const live = given.live ?? openLive({ authenticate, news: room.news, clock: () => room.now.value, buildId: "build-1", ...keep });
  const log = createLog(() => undefined);
  const server = createServer().on(
    "upgrade",
    createUpgrades({
      hosts: createHosts(room.config),
      forwarded: createForwarded([]),
      gateway: null,
      pathApps: null,
      proxies: null,
      agents: { accept: () => Promise.reject(new AppError("not_found")) },
      terminals: { accept: () => Promise.reject(new AppError("not_found")), close: () => undefined },
      sessions: room.sessions,
      live,
      log,
      next: (_request, socket) => socket.destroy(),
    }),
  );
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    live.close();
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const dial = (given: { cookie?: string; authorization?: string; origin?: string; host?: string; path?: string }) => {
    const { cookie = "", authorization } = given;
    const headers = {
      ...{ cookie, host: given.host ?? "latchkey.localhost:3000", origin: given.origin ?? origin },
      ...(authorization !== undefined && { authorization }),
    };
    const socket = new WebSocket(`ws://127.0.0.1:${port}${given.path ?? "/api/v1/live"}`, { headers });
    const messages: unknown[] = [];
    const waiting = new Set<() => void>();
    socket.on("message", (data: Buffer) => {
      messages.push(JSON.parse(data.toString("utf8")));
      for (const wake of waiting) wake();
    });
    socket.on("error", () => undefined); // a refusal is asserted through `refused`
    onTestFinished(() => socket.terminate());
    const refusal = new Promise<{ status: number | undefined; setCookies: string[]; body: string }>((resolve) =>
      socket.on("unexpected-response", (_request, response) => {
        const { statusCode: status, headers } = response;
        void text(response).then((body) => resolve({ status, setCookies: headers["set-cookie"] ?? [], body }));
      }),
    );
    return {
      socket,
      messages,
      /** Resolves when `count` messages have come. */
      next: (count: number) =>
        new Promise<void>((resolve) => {
          const wake = () => {
            if (messages.length >= count) resolve();
          };
          waiting.add(wake);
          wake();
        }),
      closed: new Promise<{ code: number; reason: string }>((resolve) =>
        socket.on("close", (code, reason) => resolve({ code, reason: reason.toString() })),
      ),
      refused: refusal.then(({ status }) => status),
      refusal,
    };
  };
  return { room, dial };
}
