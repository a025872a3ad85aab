/** Who a request is for, and what malformed or foreign ones get: shown from outside, against the production server. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, signInClient, test } from "./fixtures.ts";
import { readBuildId } from "./models/built-package.ts";
import { packageDir } from "./models/cli.ts";
import { openLiveSocket, tryHandshake } from "./models/live-socket.ts";
import { owner } from "./models/people.ts";
import { expectProblem } from "./models/problem.ts";
import { deadWithinMs } from "./models/promise.ts";
import { redirectTricks } from "./models/redirect-tricks.ts";
import { readStatus, sendRaw } from "./models/raw-socket.ts";
import { tourPaths } from "./models/tour.ts";

const internalHeaders: Record<string, string>[] = [
  { "x-middleware-subrequest": "middleware:middleware:middleware:middleware:middleware" },
  { "x-middleware-subrequest": "src/middleware:src/middleware:src/middleware" },
  { "x-middleware-rewrite": "/shell" },
  { "x-middleware-next": "1" },
  { "x-middleware-prefetch": "1" },
  { "x-middleware-override-headers": "cookie" },
  { "x-nextjs-data": "1" },
  { "x-nextjs-rewrite": "/shell" },
  { "x-nextjs-matched-path": "/shell" },
  { "x-invoke-path": "/shell" },
  { "x-invoke-status": "200" },
  { "x-matched-path": "/shell" },
  { "x-now-route-matches": "1=tokens" },
  { "x-forwarded-host": "evil.example" },
  { "x-original-url": "/shell" },
  { "x-rewrite-url": "/shell" },
  { rsc: "1" },
  { rsc: "1", "next-router-prefetch": "1" },
  { rsc: "1", "next-router-segment-prefetch": "/_tree" },
  { rsc: "1", "next-router-state-tree": "%5B%22%22%2C%7B%7D%5D" },
  { "next-url": "/shell" },
  { purpose: "prefetch" },
];

test("SEC-01 SEC-02 no header and no rendering of a page shows a stranger anything of it", async ({ sharedDoor }) => {
  const canary = "canary-that-must-not-be-seen";
  const client = await signInClient(sharedDoor);
  await client.post("/api/v1/keys", { name: canary });
  // The control: the page does hold the canary, for its owner.
  expect((await client.get("/tokens", { headers: { accept: "text/html" } })).text).toContain(canary);
  const stranger = sharedDoor.client();
  const suffixes = [
    "",
    "?_rsc=1abcd",
    "?nxtPslug=tokens",
    "?__nextDefaultLocale=en",
    ".rsc",
    ".txt",
    ".segments/_tree.segment.rsc",
    "/",
    "?__flight__=1",
  ];
  for (const path of [
    ...tourPaths.flatMap((page) => suffixes.map((suffix) => page + suffix)),
    `/_next/data/${readBuildId()}/tokens.json`,
    "/_next/data/tokens.json",
  ]) {
    for (const headers of [{}, { rsc: "1" }] as Record<string, string>[]) {
      const answer = await stranger.get(path, { headers: { accept: "text/html", ...headers } });
      expect(answer.text.includes(canary) || answer.text.includes(owner.email), path).toBe(false);
      expect([308, 400, 401, 404], `${path} ${JSON.stringify(headers)} ${answer.status}`).toContain(answer.status);
    }
  }
});

test("SEC-01 Next's internal headers change no answer that a stranger gets", async ({ sharedDoor }) => {
  const stranger = sharedDoor.client();
  for (const path of ["/", "/tokens", "/devices", "/account", "/api/v1/session", "/api/v1/keys"]) {
    const plain = await stranger.get(path, { headers: { accept: "text/html" } });
    expect(plain.status).toBe(401);
    for (const headers of internalHeaders) {
      const answer = await stranger.get(path, { headers: { accept: "text/html", ...headers } });
      expect(answer.status, `${path} ${JSON.stringify(headers)}`).toBe(401);
      expect(Object.keys(answer.headers).filter((name) => name.startsWith("x-middleware") || name.startsWith("x-nextjs"))).toEqual([]);
    }
  }
});

test("SEC-03 there are no server actions: a POST with next-action is refused before its body is read, and bodies are capped", async ({
  sharedDoor,
}) => {
  const client = await signInClient(sharedDoor);
  for (const path of ["/", "/tokens", "/sign-in", "/api/v1/session"]) {
    const answer = await client.post(path, '0={"then":"$1:__proto__:then"}', {
      headers: { "next-action": "7f".repeat(20), "content-type": "multipart/form-data; boundary=x" },
    });
    expect([400, 403, 405], `${path} ${answer.status}`).toContain(answer.status);
  }
  // Announced but never sent: an answer now means that nobody waited for the body.
  const host = new URL(sharedDoor.origin).host;
  const head = `POST / HTTP/1.1\r\nHost: ${host}\r\nOrigin: ${sharedDoor.origin}\r\nNext-Action: x\r\nContent-Length: 1000\r\nConnection: close\r\n\r\n`;
  expect([400, 405]).toContain(readStatus(await sendRaw(sharedDoor.port, head)));
  // Nor does a body without an announced length grow for ever.
  const chunk = `${(8192).toString(16)}\r\n${"a".repeat(8192)}\r\n`;
  const chunked = `POST /api/v1/session HTTP/1.1\r\nHost: ${host}\r\nOrigin: ${sharedDoor.origin}\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n${chunk.repeat(64)}0\r\n\r\n`;
  expect(readStatus(await sendRaw(sharedDoor.port, chunked))).toBe(413);
  expect((await client.get("/api/v1/session")).status).toBe(200);
});

test("SEC-08 an Origin of null is hostile, for requests and for sockets", async ({ sharedDoor }) => {
  const client = await signInClient(sharedDoor);
  expectProblem(await client.post("/api/v1/keys", { name: "x" }, { headers: { origin: "null" } }), 403, "cross_origin");
  expectProblem(await client.delete("/api/v1/session", { headers: { origin: "null" } }), 403, "cross_origin");
  const host = new URL(sharedDoor.origin).host;
  const cookie = client.cookieHeader();
  expect(await tryHandshake(sharedDoor.port, { host, cookie, origin: sharedDoor.origin })).toBe(101);
  expect(await tryHandshake(sharedDoor.port, { host, cookie, origin: "null" })).toBe(403);
});

test("SEC-41 a socket is opened by the door's own pages only", async ({ sharedDoor }) => {
  const client = await signInClient(sharedDoor);
  const [host, cookie, port] = [new URL(sharedDoor.origin).host, client.cookieHeader(), sharedDoor.port];
  const foreign = [
    `http://app.apps.latchkey.localhost:${port}`,
    `http://localhost:${port}`,
    `http://LATCHKEY.localhost:${port}`,
    `http://latchkey.localhost.:${port}`,
    `http://latchkey.localhost:${port + 1}`,
    `https://latchkey.localhost:${port}`,
    "http://latchkey.localhost",
  ];
  for (const origin of foreign) expect(await tryHandshake(port, { host, cookie, origin }), origin).toBe(403);
  expect(await tryHandshake(port, { host, cookie })).toBe(403);
  expect(await tryHandshake(port, { host, origin: sharedDoor.origin })).toBe(401);
});

test("SEC-28 the socket of an ended session closes with 4001 and says why", async ({ sharedDoor }) => {
  const [client, other] = [await signInClient(sharedDoor), await signInClient(sharedDoor)];
  const socket = await openLiveSocket(sharedDoor.port, sharedDoor.origin, client.cookieHeader());
  const before = Date.now();
  const id = (await client.get("/api/v1/session")).json<{ key: { id: string } }>().key.id;
  expect((await other.delete(`/api/v1/keys/${id}`)).status).toBe(204);
  expect(await socket.closed).toEqual({ code: 4001, reason: "session_revoked:ended_elsewhere" });
  expect(Date.now() - before).toBeLessThan(deadWithinMs);
});

test("SEC-15 malformed requests get a 4xx and nothing else, and the door stays up", async ({ sharedDoor }) => {
  const client = await signInClient(sharedDoor);
  const host = new URL(sharedDoor.origin).host;
  const rest = `Host: ${host}\r\nCookie: ${client.cookieHeader()}\r\nConnection: close\r\n\r\n`;
  const malformed = [
    `GET\r\n${rest}`,
    `GET /tokens\r\n${rest}`,
    `GET /tok\x01ens HTTP/1.1\r\n${rest}`,
    `GET /tokens\x00 HTTP/1.1\r\n${rest}`,
    `GET http://${host}/tokens HTTP/1.1\r\n${rest}`,
    `GET //tokens HTTP/1.1\r\n${rest}`,
    `GET /\\tokens HTTP/1.1\r\n${rest}`,
    `GET /x/../tokens HTTP/1.1\r\n${rest}`,
    `GET /%2e%2e/tokens HTTP/1.1\r\n${rest}`,
    `GET /%74okens HTTP/1.1\r\n${rest}`,
    `GET tokens HTTP/1.1\r\n${rest}`,
    `GET * HTTP/1.1\r\n${rest}`,
    `GET /tokens HTTP/1.1\r\nHost:\r\nConnection: close\r\n\r\n`,
    `GET /tokens HTTP/1.1\r\nConnection: close\r\n\r\n`,
    `GET /tokens HTTP/1.1\r\nHost: ${host}\r\nHost: evil.example\r\nConnection: close\r\n\r\n`,
    `GET /tokens HTTP/1.1\r\nHost: ${host}\r\nBad Header: x\r\nConnection: close\r\n\r\n`,
    `GET /tokens HTTP/1.1\r\nHost: ${host}\r\nX: a\x00b\r\nConnection: close\r\n\r\n`,
    `POST /api/v1/session HTTP/1.1\r\nHost: ${host}\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n0\r\n\r\n`,
    `\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03`,
  ];
  for (const bytes of malformed) {
    const status = readStatus(await sendRaw(sharedDoor.port, Buffer.from(bytes, "latin1")));
    expect(status >= 400 && status < 500, `${JSON.stringify(bytes.slice(0, 60))} ${status}`).toBe(true);
  }
  expect((await client.get("/api/v1/session")).status).toBe(200);
});

test("SEC-19 an unknown Host is 421 on every kind of path and sets no cookie", async ({ sharedDoor }) => {
  const client = await signInClient(sharedDoor);
  const port = sharedDoor.port;
  const hosts = [
    "evil.example",
    `evil.example:${port}`,
    "latchkey.localhost",
    `latchkey.localhost:${port + 1}`,
    `latchkey.localhost.:${port}`,
    `latchkey.localhost.evil.example:${port}`,
    `169.254.169.254:${port}`,
    `10.0.0.1:${port}`,
  ];
  for (const host of hosts) {
    for (const path of ["/", "/sign-in", "/api/v1/session", "/sw.js", "/_next/static/x.js"]) {
      const answer = await client.get(path, { headers: { host, accept: "text/html" } });
      expect(answer.status, `${host}${path}`).toBe(421);
      expect(answer.setCookies).toEqual([]);
    }
  }
  const withForwarded = await client.get("/api/v1/session", {
    headers: { host: "evil.example", "x-forwarded-host": new URL(sharedDoor.origin).host },
  });
  expectProblem(withForwarded, 421, "misdirected");
});

test("SEC-45 no document of the door may be framed, and its scripts need the nonce", async ({ sharedDoor }) => {
  const client = await signInClient(sharedDoor);
  const paths = ["/sign-in", "/shell", "/offline", "/nowhere", ...tourPaths];
  for (const asker of [client, sharedDoor.client()]) {
    for (const path of paths) {
      const answer = await asker.get(path, { headers: { accept: "text/html" } });
      const policy = String(answer.headers["content-security-policy"]);
      expect(policy, path).toContain("frame-ancestors 'none'");
      const scripts = /script-src ([^;]+)/.exec(policy)?.[1] ?? /default-src ([^;]+)/.exec(policy)?.[1] ?? "";
      expect(scripts, path).not.toMatch(/unsafe-inline|unsafe-eval|\*/);
      const nonces = [...answer.text.matchAll(/<script[^>]*>/g)].map(([tag]) => /nonce="([^"]+)"/.exec(tag)?.[1]);
      for (const nonce of nonces) expect(policy, path).toContain(`'nonce-${nonce}'`);
    }
  }
});

test("SEC-46 a signed-in person sent to sign-in with a foreign target stays on the door", async ({ sharedDoor }) => {
  const client = await signInClient(sharedDoor);
  for (const next of redirectTricks) {
    const answer = await client.get(`/sign-in?next=${encodeURIComponent(next)}`, { headers: { accept: "text/html" } });
    expect(answer.status).toBe(303);
    const target = new URL(String(answer.headers.location), sharedDoor.origin);
    expect(target.origin, next).toBe(sharedDoor.origin);
    expect(String(answer.headers.location), next).toMatch(/^\/(?![/\\])/);
  }
  const good = await client.get("/sign-in?next=%2Fdevices%3Fa%3D1", { headers: { accept: "text/html" } });
  expect(good.headers.location).toBe("/devices?a=1");
});

test("SEC-61 a token without scopes gets 403 from every route of the API that the build has", async ({ sharedDoor }) => {
  const client = await signInClient(sharedDoor);
  const { token } = (await client.post("/api/v1/keys", { name: "nothing", scopes: [] })).json<{ token: string }>();
  const headers = { authorization: `Bearer ${token}` };
  const routes = JSON.parse(readFileSync(join(packageDir, ".next/app-path-routes-manifest.json"), "utf8")) as Record<string, string>;
  const paths = Object.values(routes).filter((path) => path.startsWith("/api/"));
  expect(paths).toContain("/api/v1/keys");
  /** Calls that are there to get a key in the first place. */
  const open = [
    "GET /api/v1/apps/authorize",
    "GET /api/v1/setup",
    "POST /api/v1/setup",
    "POST /api/v1/session",
    "POST /api/v1/session/resume",
  ];
  for (const path of paths.map((path) => path.replace(/\[+[^\]]+\]+/g, "0123456789abcdef"))) {
    for (const method of ["GET", "POST", "PUT", "PATCH", "DELETE"]) {
      if (open.includes(`${method} ${path}`)) continue;
      const answer = await sharedDoor.client().request(method, path, { headers, ...(method === "GET" ? {} : { body: {} }) });
      expect([403, 404, 405], `${method} ${path} ${answer.status} ${answer.text}`).toContain(answer.status);
      if (answer.status === 403) expectProblem(answer, 403, "scope_missing");
    }
  }
  for (const [method, path] of [
    ["GET", "/api/v1/session"],
    ["GET", "/api/v1/keys"],
    ["DELETE", "/api/v1/keys/0123456789abcdef"],
  ] as const) {
    expectProblem(await sharedDoor.client().request(method, path, { headers }), 403, "scope_missing");
  }
});
