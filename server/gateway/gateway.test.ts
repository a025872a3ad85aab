import { describe, expect, it } from "vitest";
import { WebSocket, WebSocketServer } from "ws";
import { echo, openApp, openTestGateway, raw, startApp } from "./testing/gateway.ts";

interface Seen {
  method: string;
  url: string;
  raw: string[];
  body: string;
}

describe("opening an app", () => {
  it("hands over in two redirects and opens with the URL kept to the byte", async () => {
    const gate = await openTestGateway();
    const app = await startApp(echo);
    const host = gate.hostOf(`${app.port}--this-machine--ada`);
    const { cookie } = await gate.room.signIn();
    const path = "/a%20b//c/?q=%2F&x=1&x=2&empty=";
    const appCookie = await openApp(gate, host, path, cookie);
    const opened = await gate.ask(host, path, { cookie: `mine=1; ${appCookie}; ${cookie}; other="a b"` });
    const seen = JSON.parse(opened.body) as Seen;
    expect([opened.status, seen.url]).toEqual([200, path]);
    expect(seen.raw[seen.raw.indexOf("cookie") + 1]).toBe('mine=1; other="a b"');
    expect(opened.body).not.toContain("latchkey_");
  });

  it("the app cookie is named by the wildcard, lives as long as the session, and ends with it", async () => {
    const gate = await openTestGateway();
    const app = await startApp(echo);
    const host = gate.hostOf(`${app.port}--this-machine--ada`);
    const { cookie } = await gate.room.signIn();
    const appCookie = await openApp(gate, host, "/", cookie);
    expect((await gate.ask(host, "/", { cookie: appCookie })).status).toBe(200);
    const verdict = await gate.room.sessions.check({ cookie });
    if (!verdict.ok) throw new Error("not signed in");
    await gate.room.sessions.signOut(verdict.caller);
    expect((await gate.ask(host, "/", { cookie: appCookie })).status).toBe(401);
    expect((await gate.ask(host, "/", { cookie: appCookie, "sec-fetch-mode": "navigate" })).status).toBe(303);
  });

  it("using an app is using its session: both slide, and the app cookie is issued anew", async () => {
    const gate = await openTestGateway();
    const app = await startApp(echo);
    const host = gate.hostOf(`${app.port}--this-machine--ada`);
    const { cookie, keyId } = await gate.room.signIn();
    const appCookie = await openApp(gate, host, "/", cookie);
    gate.room.now.value += 2 * 86_400_000;
    const used = await gate.ask(host, "/", { cookie: appCookie });
    expect(used.headers["set-cookie"]?.join()).toMatch(
      /^latchkey_app_session-[0-9a-f]{32}=Fe26[^;]+; Path=\/; Domain=apps\.latchkey\.localhost; Max-Age=2592000; HttpOnly; SameSite=Lax$/,
    );
    expect((await gate.room.store.keys.find(keyId))?.key.expiresAt).toBe(gate.room.now.value + 30 * 86_400_000);
  });

  it("SEC-10 SEC-20 another's name, an unknown workspace, a forbidden port and the door's own are not found or no address", async () => {
    const gate = await openTestGateway();
    const app = await startApp(echo);
    const { cookie } = await gate.room.signIn();
    const appCookie = await openApp(gate, gate.hostOf(`${app.port}--this-machine--ada`), "/", cookie);
    await gate.room.people.create({ email: "bob@example.com", name: "bob", password: "another-Fine-password-77", role: "member" });
    const status = async (label: string) => (await gate.ask(gate.hostOf(label), "/", { cookie: appCookie })).status;
    for (const label of [
      `${app.port}--this-machine--bob`,
      `${app.port}--elsewhere--ada`,
      "noapp--this-machine--ada",
      `${gate.port}--this-machine--ada`,
    ])
      expect([label, await status(label)]).toEqual([label, 404]);
    for (const label of [
      "80--this-machine--ada",
      "70000--this-machine--ada",
      "08899--this-machine--ada",
      `${app.port}--this-machine`,
      "x",
      "a--b--c--d",
      "-a--b--c",
    ])
      expect([label, await status(label)]).toEqual([label, 400]);
  });

  it("answers everything that is no navigation with 401 problem JSON, and says nothing of what exists", async () => {
    const gate = await openTestGateway();
    const app = await startApp(echo);
    for (const label of [`${app.port}--this-machine--ada`, "nothing--nowhere--nobody"]) {
      const asked = await gate.ask(gate.hostOf(label), "/api", { "sec-fetch-mode": "cors" }, "POST", "{}");
      expect([asked.status, asked.headers["content-type"]]).toEqual([401, "application/problem+json"]);
      expect((await gate.ask(gate.hostOf(label), "/", { accept: "text/html" })).status).toBe(303);
    }
  });
});

describe("what passes", () => {
  it("SEC-17 SEC-38 no cookie, identity or hop-by-hop header of ours or a client's reaches an app", async () => {
    const { gate, host, appCookie, cookie } = await opened();
    const sent = [
      "GET / HTTP/1.1",
      `Host: ${host}`,
      `Cookie: a=1; ${appCookie}; LATCHKEY_session-x=1; __Host-latchkey_session-y=2; b=2`,
      `cookie: ${cookie}`,
      "X-Forwarded-User: root",
      "X_Forwarded_User: root",
      "X-Forwarded-For: 1.2.3.4",
      "Remote_User: root",
      "X-Auth-Request-Email: a@b",
      "Latchkey-Passive: 1",
      "Connection: close, X-Hop",
      "X-Hop: 1",
      "X-Mine: Kept",
      "Authorization: Bearer app-own",
      "",
      "",
    ].join("\r\n");
    const seen = (await raw(gate.port, sent)).split("\r\n\r\n")[1] ?? "";
    expect(seen).not.toMatch(/latchkey_|passive|root|1\.2\.3\.4|X-Hop/i);
    expect(seen).toContain('"X-Mine","Kept"');
    expect(seen).toContain('"Authorization","Bearer app-own"');
    expect(seen).toContain('"Cookie","a=1; b=2"');
    expect(seen).toContain('"X-Forwarded-For","192.0.2.9"');
  });

  it("SEC-34 SEC-35 an app can neither clear the browser's data, nor take our names, nor set a cookie beyond its host", async () => {
    const { gate, host, appCookie } = await opened((_request, response) => {
      response.writeHead(200, [
        ...["Clear-Site-Data", '"cookies"', "clear-site-data", "*", "X-Case", "Kept", "Set-Cookie", "ok=1; Path=/; HttpOnly"],
        ...[
          "Set-Cookie",
          "wide=1; Domain=latchkey.localhost; Path=/",
          "Set-Cookie",
          "LATCHKEY_session-x=evil",
          "Set-Cookie",
          " __Host-latchkey_session-y=evil; Secure",
        ],
        ...["X-Frame-Options", "DENY", "Content-Security-Policy", "default-src 'self'"],
      ]);
      response.end("body");
    });
    const answer = await gate.ask(host, "/", { cookie: appCookie });
    expect(answer.rawHeaders.join("\n").toLowerCase()).not.toContain("clear-site-data");
    expect(answer.headers["set-cookie"]).toEqual(["ok=1; Path=/; HttpOnly", "wide=1; Path=/"]);
    expect(answer.rawHeaders).toContain("X-Case");
    expect(answer.headers["x-frame-options"]).toBeUndefined();
    expect(answer.rawHeaders).toContain("frame-ancestors http://latchkey.localhost:3000");
    expect(answer.rawHeaders).toContain("default-src 'self'");
  });

  it("a guarded page without a word on caching is asked about every time; the app's own word stands, and so does everything else", async () => {
    const gate = await openTestGateway();
    const lastModified = "Thu, 01 Jan 2026 00:00:00 GMT";
    const app = await startApp((request, response) => {
      response.setHeader("Last-Modified", lastModified);
      if (request.url === "/kept") response.setHeader("Cache-Control", "max-age=600");
      if (request.url === "/undated") response.removeHeader("Last-Modified");
      response.end("page");
    });
    const host = gate.hostOf(`${app.port}--this-machine--ada`);
    const cookie = await openApp(gate, host, "/", (await gate.room.signIn()).cookie);
    const caching = async (path: string, mode: string) =>
      (await gate.ask(host, path, { cookie, "sec-fetch-mode": mode })).headers["cache-control"];
    expect(await caching("/", "navigate")).toBe("no-cache");
    expect(await caching("/", "navigate"), "also the second time").toBe("no-cache");
    expect(await caching("/kept", "navigate")).toBe("max-age=600");
    expect(await caching("/undated", "navigate")).toBeUndefined();
    expect(await caching("/", "no-cors")).toBeUndefined();
  });

  it("bodies of any method, lengths and chunks arrive whole; answers stream, with trailers", async () => {
    const { gate, host, appCookie } = await opened();
    for (const method of ["POST", "PUT", "DELETE", "PATCH"]) {
      const chunked = await gate.ask(host, "/", { cookie: appCookie, "transfer-encoding": "chunked" }, method, "x".repeat(200_000));
      expect((JSON.parse(chunked.body) as Seen).body).toHaveLength(200_000);
      const counted = await gate.ask(host, "/", { cookie: appCookie, "content-length": "5" }, method, "hello");
      expect(JSON.parse(counted.body)).toMatchObject({ method, body: "hello" });
    }
  });

  it("SEC-06 smuggled requests never become a second one", async () => {
    const urls: string[] = [];
    const { gate, host, appCookie } = await opened((request, response) => {
      urls.push(request.url ?? "");
      request.resume().on("end", () => response.end("ok"));
    });
    const head = `Host: ${host}\r\nCookie: ${appCookie}\r\n`;
    const smuggled = "GET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n";
    const corpus = [
      `POST /a HTTP/1.1\r\n${head}Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${smuggled}`,
      `POST /b HTTP/1.1\r\n${head}Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n${smuggled}`,
      `POST /c HTTP/1.1\r\n${head}Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n${smuggled}`,
      `GET /d HTTP/1.1\r\n${head}X: a\r\n Content-Length: 5\r\n\r\n${smuggled}`,
      `GET /e HTTP/1.1\n${head.replaceAll("\r\n", "\n")}\n${smuggled}`,
      `POST /f HTTP/1.1\r\n${head}Transfer-Encoding: chunked\r\n\r\n0;ext="\r\n${smuggled}"\r\n\r\n`,
    ];
    for (const bytes of corpus) await raw(gate.port, `${bytes}`, "HTTP/1.1 4");
    expect(urls.filter((url) => url.includes("smuggled") && url !== "/smuggled")).toEqual([]);
    expect(urls.filter((url) => url === "/smuggled")).toEqual([]);
  });

  it("an app that is not there, hangs up or answers garbage is a page, and takes nobody else down", async () => {
    const { gate, host, appCookie } = await opened((request, response) => {
      if (request.url === "/hang-up") request.socket.destroy();
      else if (request.url === "/garbage") request.socket.end("\0\x01 not http\r\n\r\n");
      else if (request.url === "/flood") request.socket.write(`HTTP/1.1 200 OK\r\n${"X-Flood: y\r\n".repeat(20_000)}`);
      else response.end("fine");
    });
    for (const path of ["/hang-up", "/garbage", "/flood"]) {
      const answer = await gate.ask(host, path, { cookie: appCookie, "sec-fetch-mode": "navigate" });
      expect([path, answer.status]).toEqual([path, 502]);
      expect(answer.body).toContain('http-equiv="refresh"');
    }
    expect((await gate.ask(gate.hostOf("1999--this-machine--ada"), "/", { cookie: appCookie })).status).toBe(502);
    expect((await gate.ask(host, "/", { cookie: appCookie })).body).toBe("fine");
  });

  it("a port that the machine forbids is an app that is not there; what fails in the gateway itself does not blame the app", async () => {
    const gate = await openTestGateway({}, { denied: [[1999, 1999]] });
    const host = gate.hostOf("1999--this-machine--ada");
    const { cookie } = await gate.room.signIn();
    const appCookie = await openApp(gate, host, "/", cookie);
    const forbidden = await gate.ask(host, "/", { cookie: appCookie, "sec-fetch-mode": "navigate" });
    expect(forbidden.status).toBe(502);
    expect(forbidden.body).toContain("The app does not answer");
    gate.room.now.value += 1_000; // past what was permitted a moment ago
    gate.authority.decide = () => Promise.reject(new TypeError("a mistake of ours"));
    const failed = await gate.ask(host, "/", { cookie: appCookie, "sec-fetch-mode": "navigate" });
    expect(failed.status).toBe(500);
    expect(failed.body).toContain("It is the gateway's fault");
    expect(failed.body).not.toContain("mistake");
    const asked = await gate.ask(host, "/", { cookie: appCookie });
    expect([asked.status, JSON.parse(asked.body)]).toEqual([500, expect.objectContaining({ code: "internal" })]);
  });
});

describe("sockets", () => {
  it("pass both ways byte for byte, without our cookies, and only for the app's own pages", async () => {
    const { gate, host, appCookie, server } = await opened();
    const sockets = new WebSocketServer({ server });
    const cookies: (string | undefined)[] = [];
    sockets.on("connection", (socket, request) => {
      cookies.push(request.headers.cookie);
      socket.on("message", (data, isBinary) => socket.send(data, { binary: isBinary }));
    });
    const dial = (headers: Record<string, string>) => new WebSocket(`ws://127.0.0.1:${gate.port}/ws`, { headers: { host, ...headers } });
    const socket = dial({ cookie: `mine=1; ${appCookie}`, origin: `http://${host}` });
    const echoed = new Promise<Buffer>((resolve) => socket.on("message", (data: Buffer) => resolve(data)));
    socket.on("open", () => socket.send(Buffer.from([0, 255, 1, 2])));
    expect([...(await echoed)]).toEqual([0, 255, 1, 2]);
    expect(cookies).toEqual(["mine=1"]);
    const refused = (headers: Record<string, string>) =>
      new Promise<number | undefined>((resolve) => {
        const other = dial(headers);
        other.on("error", () => undefined);
        other.on("unexpected-response", (_request, response) => resolve(response.statusCode));
      });
    for (const origin of ["http://evil.example", "null", "http://latchkey.localhost:3000", `https://${host}`])
      expect(await refused({ cookie: appCookie, origin })).toBe(403);
    expect(await refused({ origin: `http://${host}` })).toBe(401);
    sockets.close();
    socket.terminate();
  });

  it("SEC-28 sockets and streams of a session that ends are cut, and no byte passes after", async () => {
    const { gate, host, appCookie, cookie, server } = await opened((_request, response) => {
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.write("data: 1\n\n");
    });
    const sockets = new WebSocketServer({ server });
    const socket = new WebSocket(`ws://127.0.0.1:${gate.port}/ws`, { headers: { host, cookie: appCookie, origin: `http://${host}` } });
    socket.on("error", () => undefined);
    await new Promise((resolve) => socket.on("open", resolve));
    const stream = raw(gate.port, `GET /events HTTP/1.1\r\nHost: ${host}\r\nCookie: ${appCookie}\r\n\r\n`);
    const closed = new Promise((resolve) => socket.on("close", resolve));
    const verdict = await gate.room.sessions.check({ cookie });
    if (!verdict.ok) throw new Error("not signed in");
    await gate.room.sessions.signOut(verdict.caller);
    await closed;
    await stream.catch(() => undefined);
    sockets.close();
  });
});

async function opened(handler = echo) {
  const gate = await openTestGateway();
  const app = await startApp(handler);
  const host = gate.hostOf(`${app.port}--this-machine--ada`);
  const { cookie } = await gate.room.signIn();
  const appCookie = await openApp(gate, host, "/", cookie);
  return { gate, host, appCookie, cookie, server: app.server };
}
