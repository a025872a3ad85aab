/** Attacks on the gateway over raw sockets and odd requests: whom a request is for, and what of it reaches an app. */
import { createServer } from "node:net";
import { createPerson, expect, test } from "./fixtures.ts";
import { appOriginOf, visitApp, visitorOf } from "./models/app-visit.ts";
import { exchange } from "./models/exchange.ts";
import { findFreePort } from "./models/free-port.ts";
import { member, owner } from "./models/people.ts";
import { readStatus, sendRaw } from "./models/raw-socket.ts";
import { startApp } from "./upstreams/app.ts";
import { startGuardedApp, type Seen } from "./upstreams/guarded-app.ts";

test("SEC-04 an absolute-form target is refused, for requests and for upgrades, and nothing is dialled", async ({ sharedDoor, visit }) => {
  const dialled: string[] = [];
  const canary = createServer((socket) => {
    dialled.push("dialled");
    socket.destroy();
  });
  await new Promise<void>((resolve) => canary.listen(0, "127.0.0.1", resolve));
  const address = canary.address();
  const port = typeof address === "object" ? address?.port : 0;
  const before = visit.app.targets.length;
  const upgrade =
    "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
  for (const host of [visit.host, new URL(sharedDoor.origin).host]) {
    for (const target of [
      `http://127.0.0.1:${port}/`,
      `http://${visit.host}/x`,
      "//evil.example/x@",
      "*",
      "evil.example:443",
      `ws://127.0.0.1:${port}/`,
    ]) {
      for (const more of ["", upgrade]) {
        if (target.startsWith("//") && host === visit.host) continue; // a path of the app's own, however it looks
        const head = `GET ${target} HTTP/1.1\r\nHost: ${host}\r\nCookie: ${visit.cookie}\r\nOrigin: http://${host}\r\n`;
        const status = readStatus(await sendRaw(sharedDoor.port, `${head}${more}Connection: close\r\n\r\n`));
        expect([400, 404], `${host} ${target}`).toContain(status);
      }
    }
  }
  canary.close();
  expect(dialled).toEqual([]);
  expect(visit.app.targets.length).toBe(before);
});

test("SEC-09 a client's X-Forwarded-Host chooses no app; a trusted proxy's does", async ({ startDoor, sharedDoor, visit }) => {
  const { app, person, origin, host } = visit;
  const other = await startGuardedApp();
  const elsewhere = new URL(appOriginOf(sharedDoor, other.port)).host;
  const forwarded = { "x-forwarded-host": elsewhere, forwarded: `host="${elsewhere}"`, "x-original-host": elsewhere };
  const answer = await person.ask(`${origin}/x`, { headers: forwarded });
  expect(answer.json<Seen & object>()).toMatchObject({ url: "/x" });
  const door = await person.ask(`${sharedDoor.origin}/api/v1/session`, { headers: { ...forwarded, "x-forwarded-host": host } });
  expect(door.json()).toHaveProperty("user");
  expect(other.targets).toEqual([]);

  const proxied = await startDoor({ flags: { "trusted-proxies": "127.0.0.1" } });
  const through = await visitApp(proxied, owner, app);
  const inner = await exchange(`http://127.0.0.1:${proxied.port}/x`, proxied.port, {
    headers: { "x-forwarded-host": through.host, cookie: through.cookie },
  });
  expect(inner.json<Seen & object>()).toMatchObject({ url: "/x" });
  await other.close();
});

test("SEC-10 SEC-38 another person's name, cookie or port opens nothing, and what is theirs alone stays theirs", async ({ startDoor }) => {
  const door = await startDoor();
  await createPerson(door, member);
  const ada = await visitApp(door);
  const bo = visitorOf(door);
  await bo.signIn(member);
  // Bo's own app session, for the whole wildcard.
  await bo.navigate(`${appOriginOf(door, ada.app.port, member.name)}/`);
  const before = ada.app.targets.length;
  for (const [app, user] of [
    [ada.app.port, owner.name],
    [ada.app.port, member.name],
    [`${ada.app.port}s`, member.name],
    [ada.app.port, `${owner.name}-${member.name}`],
  ] as const) {
    for (const method of ["GET", "POST", "OPTIONS"]) {
      expect([app, user, method, (await bo.ask(`${appOriginOf(door, app, user)}/x`, { method })).status]).toEqual([app, user, method, 404]);
    }
  }
  // Nor does the owner's own machine open under another's name.
  expect((await ada.person.ask(`${appOriginOf(door, ada.app.port, member.name)}/x`)).status).toBe(404);
  expect(ada.app.targets.length).toBe(before);
  await ada.app.close();
});

test("SEC-14 no spelling of a path changes whose a request is", async ({ sharedDoor, visit }) => {
  const { app, person, origin } = visit;
  const spellings = [
    "/api/v1/session",
    "/%61pi/v1/session",
    "//api/v1/session",
    "/./api/v1/session",
    "/x/../api/v1/session",
    "/x/%2e%2e/api",
    "/api;x/v1",
    "/%2fapi",
    "/x%5c..%5capi",
    "/healthz",
    "/_next/static/x.js",
    "/sw.js",
    "/@ada/this-machine/1024/",
  ];
  for (const spelling of spellings) {
    // On an app's host every path is the app's, to the byte.
    expect((await person.ask(origin + spelling)).json<Seen & object>()).toMatchObject({ url: spelling });
    const before = app.targets.length;
    const { status, text } = await exchange(sharedDoor.origin + spelling, sharedDoor.port);
    expect([spelling, text.includes('"sha256"'), status >= 200 && status < 500]).toEqual([spelling, false, true]);
    if (spelling.includes("pi") && status === 200) throw new Error(`${spelling} was answered to nobody`);
    expect(app.targets.length).toBe(before);
  }
});

test("SEC-17 an app is told who is calling by nobody but the gateway, in whatever case and with whatever dash a client writes it", async ({
  sharedDoor,
  visit,
}) => {
  const names = [
    "X-Forwarded-User",
    "X_Forwarded_User",
    "x-forwarded_user",
    "X-FORWARDED-EMAIL",
    "X-Forwarded-Groups",
    "X-Forwarded-Host",
    "X_Forwarded_Host",
    "X-Forwarded-Proto",
    "X-Forwarded-For",
    "X_FORWARDED_FOR",
    "X-Forwarded-Prefix",
    "Forwarded",
    "X-Real-IP",
    "X_Real_IP",
    "True-Client-IP",
    "Remote-User",
    "Remote_User",
    "REMOTE-USER",
    "X-Remote-User",
    "X-Auth-Request-User",
    "X_Auth-Request_Email",
    "X-WebAuth-User",
    "X-Latchkey-User",
    "Latchkey-User",
    "latchkey_user",
  ];
  const lines = names.map((name) => `${name}: smuggled`).join("\r\n");
  const answer = await sendRaw(
    sharedDoor.port,
    `GET /x HTTP/1.1\r\nHost: ${visit.host}\r\nCookie: ${visit.cookie}\r\n${lines}\r\nX-Hop: smuggled\r\nConnection: close, X-Hop\r\n\r\n`,
  );
  expect(readStatus(answer)).toBe(200);
  expect(answer).not.toContain("smuggled");
  expect(answer).toContain(`"X-Forwarded-Host","${visit.host}"`);
});

test("SEC-20 only real ports of others are opened: no system port, no number that is none, no listener of the door's own", async ({
  startDoor,
}) => {
  const metrics = await findFreePort();
  const door = await startDoor({ flags: { "metrics-address": `127.0.0.1:${metrics}` } });
  const { person, app } = await visitApp(door);
  const status = async (label: number | string) => (await person.ask(`${appOriginOf(door, label)}/healthz`)).status;
  for (const own of [door.port, `${door.port}s`, metrics]) expect([own, await status(own)]).toEqual([own, 404]);
  for (const none of ["0", "22", "80", "443", "1023", "65536", "99999", "08080", "123456789"])
    expect([none, await status(none)]).toEqual([none, 400]);
  for (const slug of ["0x1f90", "8080x", "s8080", "1e4"]) expect([slug, await status(slug)]).toEqual([slug, 404]);
  const api = `${door.origin}/api/v1/workspaces/this-machine/ports/`;
  for (const port of [door.port, metrics, 22, 0, 65_536, "8080x"]) {
    const answer = await person.ask(api + port, {
      method: "PUT",
      headers: { "content-type": "application/json" },
      body: '{"sharing":"public"}',
    });
    expect([port, answer.status]).toEqual([port, 400]);
  }
  await app.close();
});

test("SEC-34 SEC-35 Clear-Site-Data, our names and wide domains are taken out of every kind of answer", async ({ sharedDoor }) => {
  const evil = [
    "Clear-Site-Data: *",
    'CLEAR-site-data: "cookies"',
    "Set-Cookie: latchkey_session-x=1",
    "Set-Cookie: wide=1; Domain=latchkey.localhost",
    'ETag: "1"',
  ];
  const app = await startApp((request, response) => {
    const headers = evil.flatMap((line) => [line.slice(0, line.indexOf(":")), line.slice(line.indexOf(":") + 2)]);
    response.writeHead(Number(/\d+/.exec(request.url ?? "")?.[0] ?? 200), headers);
    response.end();
  });
  const person = visitorOf(sharedDoor);
  await person.signIn();
  const origin = appOriginOf(sharedDoor, app.port);
  await person.navigate(`${origin}/200`);
  for (const status of [200, 204, 304, 404, 500]) {
    for (const method of ["GET", "HEAD", "POST"]) {
      const answer = await person.ask(`${origin}/${status}`, { method });
      expect([answer.status, answer.headers["clear-site-data"], answer.setCookies]).toEqual([status, undefined, ["wide=1"]]);
    }
  }
  await app.close();

  // And out of the answer to an upgrade, which a browser keeps cookies from as well.
  const upgrading = createServer((socket) => {
    socket.on("error", () => {}); // cut by the test
    socket.once("data", () =>
      socket.end(`HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n${evil.join("\r\n")}\r\n\r\n`),
    );
  });
  await new Promise<void>((resolve) => upgrading.listen(0, "127.0.0.1", resolve));
  const address = upgrading.address();
  const target = appOriginOf(sharedDoor, typeof address === "object" && address ? address.port : 0);
  const { host } = new URL(target);
  const head = await sendRaw(
    sharedDoor.port,
    `GET / HTTP/1.1\r\nHost: ${host}\r\nOrigin: ${target}\r\nCookie: ${person.cookieHeader(`${target}/`)}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`,
  );
  expect(readStatus(head)).toBe(101);
  expect(head).not.toMatch(/clear-site-data|latchkey_session|domain=/i);
  expect(head).toContain("wide=1");
  upgrading.close();
});

test("SEC-47 a host that only ends like the wildcard is nobody's", async ({ sharedDoor, visit }) => {
  const { port } = sharedDoor;
  const label = `${visit.app.port}--this-machine--ada`;
  for (const host of [
    `${label}.evilapps.latchkey.localhost:${port}`,
    `${label}apps.latchkey.localhost:${port}`,
    `evil.${label}.apps.latchkey.localhost:${port}`,
    `${label}.apps.latchkey.localhost.evil.example:${port}`,
    `${label}.apps.latchkey.localhost:${port + 1}`,
    `${label}.apps.latchkey.localhost`,
    `.apps.latchkey.localhost:${port}`,
    `apps.latchkey.localhost:${port}`,
    `${label}.apps.latchkey.localhost.:${port}`,
  ]) {
    const answer = await exchange(`http://${host}/x`, port, { headers: { cookie: visit.cookie } });
    expect([host, answer.status, answer.setCookies]).toEqual([host, 421, []]);
  }
});
