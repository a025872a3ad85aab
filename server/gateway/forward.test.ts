/** What apps answer, and requests that reach the gateway in another way than through its listener, over real sockets. */
import { createServer as createTcpServer, type AddressInfo } from "node:net";
import { createServer, type IncomingMessage, type RequestListener } from "node:http";
import { describe, expect, it, onTestFinished } from "vitest";
import { echo, openApp, openTestGateway, raw, startApp } from "./testing/gateway.ts";

describe("answers of apps", () => {
  it("F6 trailers reach neither end with what no header may carry", async () => {
    const seen: IncomingMessage[] = [];
    const { port, host } = await open((request, response) => {
      seen.push(request);
      request.resume().on("end", () => {
        response.writeHead(200, { Trailer: "Server-Timing" });
        response.write("x");
        response.addTrailers([
          ...[["Server-Timing", "a"] as [string, string], ["Set-Cookie", "latchkey_session-x=1"] as [string, string]],
          ...[["Clear-Site-Data", "*"] as [string, string]],
        ]);
        response.end();
      });
    });
    const trailers = "X-Sum: 1\r\nX-Forwarded-For: 6.6.6.6\r\nRemote_User: root\r\nLatchkey-User: root\r\nHost: evil\r\n";
    const head = `POST / HTTP/1.1\r\nHost: ${host}\r\nTransfer-Encoding: chunked\r\nTrailer: X-Sum\r\nConnection: close\r\n\r\n`;
    const answer = await raw(port, `${head}1\r\nx\r\n0\r\n${trailers}\r\n`);
    expect(answer).toMatch(/\r\n0\r\nServer-Timing: a\r\n\r\n$/);
    expect(seen[0]?.rawTrailers).toEqual(["X-Sum", "1"]);
  });

  it.each([
    ["204", "Content-Length: 5\r\n\r\nhello"],
    ["204", "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"],
    ["204", "\r\nhello"],
    ["205", "Content-Length: 5\r\n\r\nhello"],
    ["205", "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"],
    ["304", "Content-Length: 5\r\n\r\nhello"],
    ["204", "Content-Length: 0\r\n\r\n"],
  ])("F6 a %s with a body is answered without one, and the next answer is the next request's own (%j)", async (status, rest) => {
    const { port, host } = await openRaw((target) =>
      target === "/next" ? "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nnext" : `HTTP/1.1 ${status} X\r\nX-Mine: 1\r\n${rest}`,
    );
    for (let turn = 0; turn < 3; turn += 1) {
      const answer = await raw(
        port,
        `GET / HTTP/1.1\r\nHost: ${host}\r\n\r\nGET /next HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`,
      );
      const [head = "", next = "", body = "", ...more] = answer.split("\r\n\r\n");
      expect(head).toMatch(new RegExp(`^HTTP/1\\.1 ${status} X\r\nX-Mine: 1`));
      if (status !== "304") expect(/content-length: (?!0)|transfer-encoding/i.exec(head)).toBeNull();
      expect([next.slice(0, 15), body, more]).toEqual(["HTTP/1.1 200 OK", "next", []]);
    }
  });

  it("F6 what an app sends behind an answer cuts nothing of it", async () => {
    const { port, host } = await openRaw((target) => `HTTP/1.1 200 OK\r\nX-Mine: ${target}\r\nContent-Length: 5\r\n\r\nhello and more`);
    for (let turn = 0; turn < 3; turn += 1) {
      const head = `/${turn} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`;
      expect(await raw(port, `GET ${head}`)).toMatch(new RegExp(`X-Mine: /${turn}\r\nContent-Length: 5\r\n[^]*\r\n\r\nhello$`));
      expect(await raw(port, `HEAD ${head}`)).toMatch(new RegExp(`X-Mine: /${turn}\r\nContent-Length: 5\r\n[^]*\r\n\r\n$`));
    }
  });

  it("F1 an app that calls its length or its cookies hop-by-hop loses neither", async () => {
    const { port, host } = await openRaw(
      () =>
        "HTTP/1.1 200 OK\r\nConnection: content-length, set-cookie, X-Hop\r\nX-Hop: 1\r\nSet-Cookie: a=1\r\nContent-Length: 2\r\n\r\nok",
    );
    const answer = await raw(port, `GET / HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
    expect(answer).toMatch(/\r\nSet-Cookie: a=1\r\nContent-Length: 2\r\n/);
    expect(answer).toMatch(/\r\n\r\nok$/);
    expect(answer).not.toContain("X-Hop");
  });

  it("F1 an answer in another coding than chunks is not passed on without its name", async () => {
    const { port, host } = await openRaw(() => "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n2\r\nxx\r\n0\r\n\r\n");
    expect(await raw(port, `GET / HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`)).toMatch(/^HTTP\/1\.1 502 /);
  });

  it("F6 the bytes of a handshake's answer stay bytes, taken or not", async () => {
    const { port, host } = await openRaw((target) =>
      target === "/no"
        ? "HTTP/1.1 403 N\xf6\r\nX-Bytes: \xe4\xff\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nno\r\n0\r\n\r\n"
        : "HTTP/1.1 101 \xf6\r\nConnection: Upgrade\r\nUpgrade: WebSocket\r\nContent-Length: 3\r\nX-Bytes: \xe4\xff\r\n\r\n",
    );
    const handshake = (target: string) =>
      raw(port, `GET ${target} HTTP/1.1\r\nHost: ${host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`, "\r\n\r\n");
    expect(await handshake("/yes")).toBe("HTTP/1.1 101 \xf6\r\nConnection: Upgrade\r\nUpgrade: WebSocket\r\nX-Bytes: \xe4\xff\r\n\r\n");
    const refused = await raw(port, `GET /no HTTP/1.1\r\nHost: ${host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`);
    expect(refused).toBe("HTTP/1.1 403 N\xf6\r\nX-Bytes: \xe4\xff\r\nConnection: close\r\n\r\nno");
  });
});

it("F5 an app that asks for it is told by a proxy in front who is calling, and by a client never in Latchkey's name", async () => {
  const gate = await openTestGateway();
  const app = await startApp(echo);
  const place = { url: `http://127.0.0.1:${app.port}` };
  const host = gate.hostOf("web--this-machine--ada");
  await gate.workspaces.putApp(gate.room.owner, "this-machine", "web", place);
  const cookie = await openApp(gate, host, "/", (await gate.room.signIn()).cookie);
  const ask = async () =>
    (await gate.ask(host, "/", { cookie, "remote-user": "ada", x_latchkey_user: "root", "x-forwarded-for": "6.6.6.6" })).body;
  expect(await ask()).not.toMatch(/remote-user|root|6\.6\.6\.6/);
  await gate.workspaces.putApp(gate.room.owner, "this-machine", "web", { ...place, identity: "passthrough" });
  await expect.poll(ask).toContain('"remote-user","ada"');
  expect(await ask()).not.toMatch(/root|6\.6\.6\.6/);
});

describe("a body that is forwarded", () => {
  it("F1 has a framing of its own where its length was lost on the way here", async () => {
    const seen: string[] = [];
    const { port, host } = await open((request, response) => {
      let body = "";
      request.on("data", (chunk: Buffer) => (body += chunk.toString()));
      request.on("end", () => {
        seen.push(`${request.method ?? ""} ${request.url ?? ""} ${body}`);
        response.end("ok");
      });
    }, withoutLength);
    for (const method of ["GET", "DELETE", "OPTIONS", "POST"]) {
      const smuggled = "GET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n";
      const head = `${method} /a HTTP/1.1\r\nHost: ${host}\r\nContent-Length: ${smuggled.length}\r\nConnection: close\r\n\r\n`;
      expect(await raw(port, head + smuggled)).toMatch(/^HTTP\/1\.1 200 /);
      expect(seen.splice(0)).toEqual([`${method} /a ${smuggled}`]);
    }
  });
});

/** As if a pass had taken it off. */
function withoutLength(request: IncomingMessage): void {
  expect(request.headers["content-length"]).toBeDefined(); // read from the raw ones once, when first asked for
  const index = request.rawHeaders.findIndex((name) => name === "Content-Length");
  if (index >= 0) request.rawHeaders.splice(index, 2);
}

/** A public app behind the gateway. `change`: what befalls a request before the gateway has it. */
async function open(handler: RequestListener, change: (request: IncomingMessage) => void = () => undefined) {
  const app = await startApp(handler);
  return openGate(app.port, change);
}

/** A public app that answers bytes. */
async function openRaw(answer: (target: string) => string) {
  const server = createTcpServer((socket) => {
    socket.on("error", () => undefined); // cut by the gateway
    socket.setEncoding("latin1").on("data", (text: string) => {
      for (const [, target = ""] of text.matchAll(/^(?:GET|HEAD) (\S+) HTTP/gm)) socket.write(answer(target), "latin1");
    });
  });
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  return openGate((server.address() as AddressInfo).port, () => undefined);
}

async function openGate(appPort: number, change: (request: IncomingMessage) => void) {
  const gate = await openTestGateway();
  await gate.workspaces.putPort(gate.room.owner, "this-machine", appPort, { sharing: "public" });
  const host = gate.hostOf(`${appPort}--this-machine--ada`);
  const from = { host, ip: "192.0.2.9" };
  const server = createServer((request, response) => {
    change(request);
    gate.gateway.handle(request, response, from);
  });
  server.on("upgrade", (request, socket, head) => gate.gateway.upgrade(request, socket, head, from));
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { port: (server.address() as AddressInfo).port, host };
}
