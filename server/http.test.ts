/** The dispatcher, asked as anybody can. */
import { connect } from "node:net";
import { describe, expect, it } from "vitest";
import type { Scope } from "./session.ts";
import { canary, openDoor } from "./testing/dispatcher.ts";

describe("the dispatcher", () => {
  it("SEC-22 one Cookie header is one person, whoever asks", async () => {
    const { room, ask } = await openDoor();
    const [first, second] = [await room.signIn(), await room.signIn()];
    for (const [one, other] of [
      [first, second],
      [second, first],
    ] as const) {
      for (const path of ["/", "/devices", "/api/v1/session"])
        expect((await ask(path, { cookie: `${one.cookie}; ${other.cookie}` })).body).toContain(`caller=ada key=${one.keyId}`);
    }
  });

  it("F3 a bearer token opens no page, whatever its scopes, and an agent's neither", async () => {
    const { room, ask } = await openDoor();
    const { cookie } = await room.signIn();
    const verdict = await room.sessions.check({ cookie });
    if (!verdict.ok) throw new Error("not signed in");
    const make = (scopes: Scope[]) =>
      room.sessions.createToken(verdict.caller, { name: "t", lifetime: "1d", scopes, ip: "", userAgent: "" }).then(({ token }) => token);
    const tokens = [await make(["all"]), await make([]), (await room.agentTokens.create(room.owner, "box")).token];
    for (const token of tokens) {
      const authorization = `Bearer ${token}`;
      for (const path of ["/", "/tokens", "/devices", "/anything"]) {
        for (const headers of [{ authorization }, { authorization, cookie }, { authorization, rsc: "1" }] as Record<string, string>[]) {
          const { status, body } = await ask(path, headers);
          expect([401, 403]).toContain(status);
          expect(body).not.toContain(canary);
        }
      }
      expect((await ask("/sign-in", { authorization })).body).toContain("caller=nobody");
    }
  });

  it("SEC-01 headers that only Next's own parts may send change nothing, and never arrive", async () => {
    const { room, ask } = await openDoor();
    const { cookie } = await room.signIn();
    const crooked = {
      "x-middleware-subrequest": "middleware:middleware:middleware:middleware:middleware",
      "x-middleware-next": "1",
      "x-nextjs-data": "1",
      "x-invoke-path": "/sign-in",
      "x-matched-path": "/sign-in",
      "x-now-route-matches": "1",
    };
    for (const path of ["/", "/devices", "/tokens", "/account"]) {
      const plain = await ask(path);
      const attacked = await ask(path, crooked);
      expect([attacked.status, attacked.body]).toEqual([plain.status, plain.body]);
      expect(attacked.status).toBe(401);
      expect(attacked.body).not.toContain(canary);
    }
    expect((await ask("/", { cookie, ...crooked })).body).not.toMatch(/x-(middleware|nextjs|invoke|matched|now)/);
  });

  it("SEC-02 no other rendering of a page comes without a session", async () => {
    const { ask } = await openDoor();
    const renderings: [string, Record<string, string>][] = [
      ["/devices", { rsc: "1" }],
      ["/devices", { rsc: "1", "next-router-prefetch": "1", "next-router-segment-prefetch": "/_tree" }],
      ["/devices.rsc", {}],
      ["/devices.segments/_tree.segment.rsc", {}],
      ["/devices?nxtPid=1&_rsc=abc", { rsc: "1" }],
      ["/_next/data/build/devices.json", {}],
      ["/_next/image?url=/devices&w=64&q=75", {}],
    ];
    for (const [path, headers] of renderings) {
      const { status, body } = await ask(path, headers);
      expect([path, status]).toEqual([path, 401]);
      expect(body).not.toContain(canary);
    }
  });

  it("SEC-03 refuses server actions before their body is read", async () => {
    const { ask } = await openDoor();
    expect((await ask("/", { "next-action": "x", "content-length": "1000000000" }, "POST")).status).toBe(400);
    expect((await ask("/", { "content-type": "text/x-component" }, "POST")).status).toBe(405);
    expect((await ask("/api/v1/session", { "next-action": "x" }, "POST")).status).toBe(400);
  });

  it("SEC-18 a database that does not answer is 503 with Retry-After at every door, and clears no cookie", async () => {
    const { room, ask } = await openDoor();
    const { cookie } = await room.signIn();
    room.break(true);
    for (const path of ["/", "/api/v1/session", "/api/v1/keys"]) {
      const answer = await ask(path, { cookie });
      expect([path, answer.status, answer.headers["retry-after"], answer.headers["set-cookie"]]).toEqual([path, 503, "5", undefined]);
      expect(answer.body).not.toContain(canary);
    }
    room.break(false);
    expect((await ask("/", { cookie })).status).toBe(200);
  });

  it("SEC-19 answers 421 without a cookie for a host that is not ours", async () => {
    const { room, ask } = await openDoor();
    const { cookie } = await room.signIn();
    room.now.value += 86_400_000;
    const answer = await ask("/", { cookie, host: "evil.example" });
    expect([answer.status, answer.headers["set-cookie"]]).toEqual([421, undefined]);
  });

  it("SEC-27 an old cookie is refused at every door after sign-out", async () => {
    const { room, ask } = await openDoor();
    const { cookie } = await room.signIn();
    const verdict = await room.sessions.check({ cookie });
    if (!verdict.ok) throw new Error("not signed in");
    await room.sessions.signOut(verdict.caller);
    for (const path of ["/", "/devices"]) expect((await ask(path, { cookie })).status).toBe(401);
    expect((await ask("/api/v1/session", { cookie })).body).toContain("caller=nobody");
  });

  it("SEC-33 polling, prefetch and the service worker never extend; a person's own request does", async () => {
    const { room, ask } = await openDoor();
    const { cookie } = await room.signIn();
    room.now.value += 2 * 86_400_000;
    const passives: Record<string, string>[] = [
      { "latchkey-passive": "1" },
      { "next-router-prefetch": "1" },
      { "sec-purpose": "prefetch;prerender" },
      { purpose: "prefetch" },
    ];
    for (const passive of passives) {
      expect((await ask("/", { cookie, ...passive })).headers["set-cookie"]).toBeUndefined();
    }
    expect((await ask("/", { cookie })).headers["set-cookie"]?.join()).toContain("Max-Age=2592000;");
  });

  it("expires planted copies and puts the session back into its own place", async () => {
    const { room, ask } = await openDoor();
    const { cookie } = await room.signIn();
    const { name } = room.sessions.cookie;
    const set = (await ask("/devices", { cookie: `${name}=planted; ${cookie}` })).headers["set-cookie"] ?? [];
    expect(set.some((header) => header.startsWith(`${name}=; Path=/devices; Max-Age=0`))).toBe(true);
    expect(set.some((header) => header.startsWith(`${name}=; Path=/; Domain=latchkey.localhost; Max-Age=0`))).toBe(true);
    expect(set.some((header) => header.startsWith(`${cookie};`))).toBe(true);
  });

  it("SEC-15 malformed request lines, control bytes and an empty Host are refused", async () => {
    const { port } = await openDoor();
    for (const head of [
      "GET / HTTP/1.1\r\nHost:\r\n\r\n",
      "GET / HTTP/1.1\r\n\r\n",
      "GET /\x01 HTTP/1.1\r\nHost: latchkey.localhost:3000\r\n\r\n",
      "GET http://evil.example/ HTTP/1.1\r\nHost: latchkey.localhost:3000\r\n\r\n",
      "GET / HTTP/9.9\r\n\r\n",
      "\0\0\0\r\n\r\n",
      "GET / HTTP/1.1\r\nHost: a\r\nHost: latchkey.localhost:3000\r\n\r\n",
    ]) {
      expect(await raw(port, head)).toMatch(/^HTTP\/1\.1 4\d\d /);
    }
  });

  it("lets the service worker fetch from here, and nothing else", async () => {
    const { ask } = await openDoor();
    expect((await ask("/sw.js")).headers["content-security-policy"]).toBe("default-src 'none'; connect-src 'self'");
    expect((await ask("/favicon.ico")).headers["content-security-policy"]).not.toContain("'self'");
  });

  it("leads on from /resume once signed in, and stays here whatever is asked", async () => {
    const { room, ask } = await openDoor();
    const { cookie } = await room.signIn();
    expect((await ask("/resume?next=%2Fapi%2Fv1%2Fx%3Fa")).status).toBe(401);
    const signedIn = await ask("/resume?next=%2Fapi%2Fv1%2Fx%3Fa", { cookie });
    expect([signedIn.status, signedIn.headers.location]).toEqual([303, "/api/v1/x?a"]);
    expect((await ask("/resume?next=%2F%2Fevil.example", { cookie })).headers.location).toBe("/");
  });

  it("refuses a body that is announced too large, and pages for anything but reading", async () => {
    const { ask } = await openDoor();
    expect((await ask("/api/v1/session", { origin: "http://latchkey.localhost:3000", "content-length": "70000" }, "POST")).status).toBe(
      413,
    );
    expect((await ask("/devices", {}, "DELETE")).status).toBe(405);
  });

  it("a body for the door that does not come ends its connection", async () => {
    const { port } = await openDoor({
      bodyWithinMs: 100,
      render: (request) => new Promise((resolve) => request.resume().once("close", resolve)),
    });
    const socket = connect(port, "127.0.0.1");
    const ended = new Promise((resolve) => socket.once("close", resolve));
    socket.on("error", () => undefined).resume();
    const origin = "origin: http://latchkey.localhost:3000";
    socket.write(`POST /api/v1/session HTTP/1.1\r\nhost: latchkey.localhost:3000\r\n${origin}\r\ncontent-length: 10\r\n\r\nabc`);
    await ended;
  });
});

function raw(port: number, head: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1", () => socket.write(Buffer.from(head, "latin1")));
    let text = "";
    socket.on("data", (chunk) => {
      text += chunk.toString("latin1");
      socket.destroy();
    });
    socket.on("error", reject);
    socket.on("close", () => resolve(text));
  });
}
