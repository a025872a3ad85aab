/**
 * Requests to apps as raw bytes, through the gateway, through an agent's tunnel and as a regional proxy has it: the app sees exactly what was
 * sent, or nothing of it, and whoever comes next gets their own answer.
 */
import { once } from "node:events";
import { createServer, METHODS } from "node:http";
import { connect, type AddressInfo } from "node:net";
import fc from "fast-check";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { WebSocket, WebSocketServer } from "ws";
import { createLocalAgent, serveTunnel, type DialRules } from "#agent/testing/agent.ts";
import type { DecisionFar, Question } from "#protocol/proxy.ts";
import { createMux } from "#tunnel/mux.ts";
import { createAppHosts, createCarrier, createRecent, openGateway, type Authority } from "../gateway.ts";
import { openTestGateway } from "../gateway/testing/gateway.ts";
import { openListener } from "../listener.ts";
import { createLog } from "../log.ts";
import { createReach, type Reach } from "../workspaces.ts";
import { createRemoteAuthority } from "./authority.ts";
import { startLenientApp, type Seen } from "./testing/lenient-app.ts";

const shapes = ["the gateway", "a tunnel", "a regional proxy"] as const;
const smuggled = "GET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n";

describe.each(shapes)("requests to an app through %s", (shape) => {
  it("F1 the app sees exactly the requests that were sent, or none, whatever their methods, headers, framing and bodies", async () => {
    const { port, host, app, ask } = await open(shape);
    let turn = 0;
    const property = fc.asyncProperty(fc.array(request, { minLength: 1, maxLength: 4 }), async (parts) => {
      turn += 1;
      const urls = parts.map((_, index) => `/r/${turn}.${index}`);
      const bytes = parts.map((part, index) => writeRequest(part, urls[index] ?? "", host));
      const last = `GET /last/${turn} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`;
      const answer = await send(port, [...bytes, last].join(""));
      // On a connection that the app has kept, if it kept one.
      const own = await ask(`/own/${turn}`);
      expect(own).toMatchObject({ status: 200, id: `/own/${turn}` });

      const sent: Seen[] = [
        ...parts.map(({ method, body, framing }, index) => ({ method, url: urls[index] ?? "", body: framing.write === null ? "" : body })),
        { method: "GET", url: `/last/${turn}`, body: "" },
      ];
      // What is malformed ends the connection, and nothing behind it is a request.
      const wrong = parts.findIndex(({ framing, connection }) => !framing.isValid || !connection.isValid);
      const good = sent.slice(0, wrong < 0 ? sent.length : wrong);
      // Requests that come together are forwarded together; those before a malformed one may be cut with its connection.
      const seen = app.seen.filter(({ url }) => sent.some((each) => each.url === url)).sort(byUrl);
      if (wrong < 0) expect(seen, bytes.join("")).toEqual(sent.toSorted(byUrl));
      else for (const each of seen) expect(good, bytes.join("")).toContainEqual(each);
      const ids = [...answer.matchAll(/\r\nX-Id: (\S+)\r\n/g)].map(([, id]) => id);
      // Bytes that nobody can read end the connection: with a 400, unless an answer is on its way.
      expect(ids, bytes.join("")).toEqual(good.map(({ url }) => url).slice(0, wrong < 0 ? sent.length : ids.length));
      if (wrong < 0 || ids.length === 0) expect(answer.includes("HTTP/1.1 400 "), bytes.join("")).toBe(wrong >= 0);
    });
    await fc.assert(property, { numRuns: 150, seed: 7_230 });
    expect(app.upgrades).toEqual([]);
    const urls = app.seen.map(({ url }) => url);
    expect(urls.filter((url) => !/^\/(r|last|own)\/\d/.test(url))).toEqual([]);
    expect(urls).toHaveLength(new Set(urls).size);
  });

  it("F1 a Connection that names the length smuggles nothing, whatever the method", async () => {
    const { port, host, app, ask } = await open(shape);
    for (const method of ["GET", "HEAD", "DELETE", "OPTIONS", "TRACE", "POST", "QUERY"]) {
      for (const named of ["content-length", "Content-Length, close", "keep-alive, CONTENT-LENGTH"]) {
        const head = `${method} /a HTTP/1.1\r\nHost: ${host}\r\nConnection: ${named}\r\nContent-Length: ${smuggled.length}\r\n\r\n`;
        expect(await send(port, head + smuggled)).toMatch(/^HTTP\/1\.1 400 /);
        expect(await ask("/own")).toMatchObject({ status: 200, id: "/own" });
      }
    }
    expect(app.seen.filter(({ url }) => url !== "/own")).toEqual([]);
  });

  it("G8 a request with another upgrade goes on as an ordinary one, body and all, and so do those behind it on its connection", async () => {
    const { port, host, app } = await open(shape);
    const upgrades = [
      "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n",
      "Connection: Upgrade\r\nUpgrade: x\r\n",
      "Connection: Upgrade\r\nUpgrade: websocket, h2c\r\n",
      "Connection: Upgrade\r\nUpgrade: websocket\r\n",
    ];
    const bodies = ["Content-Length: 5\r\n\r\nhello", "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"];
    const corpus = upgrades.flatMap((upgrade) => bodies.map((body) => `POST /u HTTP/1.1\r\nHost: ${host}\r\n${upgrade}${body}`));
    const answer = await send(port, `${corpus.join("")}GET /last HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
    const each = { method: "POST", url: "/u", body: "hello" };
    expect(app.seen.sort(byUrl)).toEqual([{ method: "GET", url: "/last", body: "" }, ...corpus.map(() => each)]);
    // The body comes after its head, as it does over a network, and so does what is asked behind it.
    const apart = await send(port, `POST /apart HTTP/1.1\r\nHost: ${host}\r\n${upgrades[0]}Content-Length: 5\r\n\r\n`, [
      "hel",
      "lo",
      `GET /behind HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`,
    ]);
    expect(apart).toMatch(/^HTTP\/1\.1 200 [^]*id=\/apart/);
    expect(app.seen.find(({ url }) => url === "/apart")).toEqual({ method: "POST", url: "/apart", body: "hello" });
    expect(answer.match(/HTTP\/1\.1 200 /g)).toHaveLength(corpus.length + 1);
    expect(app.headers.flat().filter((name) => /^(upgrade|http2-settings)$/i.test(name))).toEqual([]);
  });

  it("F6 only a WebSocket's handshake switches protocols, to that one, after what was asked before it", async () => {
    const { port, host, app } = await open(shape);
    const handshake = `GET /ws HTTP/1.1\r\nHost: ${host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`;
    const held = send(port, `GET /hold HTTP/1.1\r\nHost: ${host}\r\n\r\n${handshake}`);
    await vi.waitFor(() => expect(app.held).toHaveLength(1));
    expect(app.upgrades).toEqual([]);
    app.held[0]?.end("held");
    expect(await held).toMatch(/^HTTP\/1\.1 200 [^]*held[^]*HTTP\/1\.1 101 [^]*switched$/);
    expect(app.upgrades).toEqual(["websocket"]);
    expect(await send(port, handshake.replace("/ws", "/other"))).toMatch(/^HTTP\/1\.1 502 /);
  });
});

interface Part {
  method: string;
  body: string;
  /** How the body's end is told; `write: null` for a request without one. */
  framing: { isValid: boolean; write: ((body: string) => { head: string; body: string }) | null };
  connection: { isValid: boolean; lines: string };
  more: string;
}

const chunksOf = (body: string, extension = "") =>
  `${body === "" ? "" : `${body.length.toString(16)}${extension}\r\n${body}\r\n`}0\r\n\r\n`;
const chunked = (head: string, extension = "") => ({ isValid: true, write: (body: string) => ({ head, body: chunksOf(body, extension) }) });
const counted = (write: (length: number) => string, isValid = true) => ({
  isValid,
  write: (body: string) => ({ head: write(body.length), body }),
});
const framings: Part["framing"][] = [
  { isValid: true, write: null },
  counted((length) => `Content-Length: ${length}\r\n`),
  counted((length) => `cONTENT-lENGTH:${length}\r\n`),
  counted((length) => `Content-Length:\t ${length} \r\n`),
  counted((length) => `Content-Length: 00${length}\r\n`),
  counted((length) => `Content_Length: 1\r\nContent-Length: ${length}\r\nTransfer_Encoding: chunked\r\n`),
  chunked("Transfer-Encoding: chunked\r\n"),
  chunked("transfer-encoding:CHUNKED\r\n"),
  chunked("Transfer-Encoding: chunked\r\nTrailer: X-T\r\n", ";a=b"),
  chunked("Content_Length: 3\r\nTransfer-Encoding: chunked\r\n"),
  counted((length) => `Content-Length: ${length}\r\nContent-Length: ${length}\r\n`, false),
  counted((length) => `Content-Length: ${length}, ${length}\r\n`, false),
  counted((length) => `Content-Length: +${length}\r\n`, false),
  counted((length) => `Content-Length: ${length}\r\nTransfer-Encoding: chunked\r\n`, false),
  counted((length) => `Transfer-Encoding: chunked\r\nContent-Length: ${length}\r\n`, false),
  { ...chunked("Transfer-Encoding: gzip, chunked\r\n"), isValid: false },
  { ...chunked("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n"), isValid: false },
  { ...chunked("Transfer-Encoding: xchunked\r\n"), isValid: false },
  { ...chunked("Transfer-Encoding : chunked\r\n"), isValid: false },
];
const connections: Part["connection"][] = [
  ...["", "Connection: keep-alive\r\n", "connection: Keep-Alive, X-Hop\r\nX-Hop: 1\r\n", "Connection: TE, Trailer\r\nTE: trailers\r\n"],
  ...["Connection: Upgrade\r\nUpgrade: h2c\r\n", "Connection: upgrade, http2-settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AA\r\n"],
  ...["Connection: Upgrade\r\nUpgrade: websocket, x\r\n", "Connection: , ,\r\n", "Upgrade: websocket\r\n"],
].map((lines) => ({ isValid: true, lines }));
const refused: Part["connection"][] = [
  ...["Connection: content-length\r\n", "Connection: keep-alive, Transfer-Encoding\r\n", "Connection: host\r\n", "Connection: cookie\r\n"],
  ...[
    "Connection: X-Forwarded-For\r\n",
    "Connection: x_forwarded_for\r\n",
    "Connection: latchkey-passive\r\n",
    "Connection: Set-Cookie\r\n",
  ],
  ...["Connection: Upgrade, authorization\r\nUpgrade: h2c\r\n", "Host: other\r\n", 'Connection: "content-length"\r\n'],
].map((lines) => ({ isValid: false, lines }));
const methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND", "QUERY", "M-SEARCH"].filter(
  (method) => METHODS.includes(method), // QUERY is younger than the oldest Node that runs this
);
const request: fc.Arbitrary<Part> = fc.record({
  method: fc.constantFrom(...methods),
  body: fc.oneof(
    fc.constantFrom("", "x", smuggled, `${smuggled}${smuggled}`, "0\r\n\r\n", `0\r\n\r\n${smuggled}`),
    fc.string({ unit: fc.constantFrom("\r", "\n", "a", ":", " ", "\0", "\xff"), maxLength: 40 }),
  ),
  framing: fc.oneof(
    { weight: 8, arbitrary: fc.constantFrom(...framings.filter(({ isValid }) => isValid)) },
    { weight: 1, arbitrary: fc.constantFrom(...framings.filter(({ isValid }) => !isValid)) },
  ),
  connection: fc.oneof({ weight: 8, arbitrary: fc.constantFrom(...connections) }, { weight: 1, arbitrary: fc.constantFrom(...refused) }),
  more: fc.constantFrom("", "Cookie: a=1\r\n", "X-Mine: \xff\r\n", "Remote_User: root\r\n", "Expect: 100-continue\r\n"),
});

function writeRequest({ method, body, framing, connection, more }: Part, url: string, host: string): string {
  const written = framing.write?.(body) ?? { head: "", body: "" };
  return `${method} ${url} HTTP/1.1\r\nHost: ${host}\r\n${connection.lines}${more}${written.head}\r\n${written.body}`;
}

const byUrl = (one: Seen, other: Seen) => (one.url < other.url ? -1 : 1);

/** All that comes back until the other side ends. */
function send(port: number, bytes: string, more: readonly string[] = []): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1", () => {
      socket.write(bytes, "latin1");
      // Each in a packet of its own.
      more.forEach((part, index) => setTimeout(() => socket.writable && socket.write(part, "latin1"), 30 * (index + 1)));
    });
    let text = "";
    socket.on("data", (chunk) => (text += chunk.toString("latin1")));
    // Whoever answers before it has read all may reset the connection once it has answered.
    socket.on("error", () => undefined);
    socket.on("close", () => resolve(text));
  });
}

async function open(shape: (typeof shapes)[number]) {
  const gate = await openTestGateway();
  const app = await startLenientApp();
  await gate.workspaces.putPort(gate.room.owner, "this-machine", app.port, { sharing: "public" });
  const hosts = createAppHosts(gate.room.config.wildcard ?? "", "http:");
  const authority = shape === "the gateway" ? gate.authority : through(await openTunnelReach(), gate.authority, shape);
  const carrier = createCarrier(gate.room.news);
  const recent = createRecent({ news: gate.room.news, clock: Date.now });
  const log = createLog(() => undefined);
  const { accessUrl, secureCookies } = gate.room.config;
  const gateway = openGateway({
    ...{ hosts, authority, carrier, recent, log, scheme: "http:", accessOrigin: accessUrl.origin, secureCookies },
  });
  const listener = await openListener({ listen: { host: "127.0.0.1", port: 0 }, tls: null }, log);
  const from = { host: gate.hostOf(`${app.port}--this-machine--ada`), ip: "192.0.2.9" };
  listener.serve({
    request: (asked, response) => gateway.handle(asked, response, from),
    upgrade: (asked, socket, head) => gateway.upgrade(asked, socket, head, from),
  });
  onTestFinished(async () => {
    carrier.close();
    recent.close();
    await listener.close(0);
  });
  return {
    ...{ app, port: listener.port, host: from.host },
    async ask(path: string) {
      const answer = await fetch(`http://127.0.0.1:${listener.port}${path}`);
      return { status: answer.status, id: answer.headers.get("x-id"), text: await answer.text() };
    },
  };
}

/** What the primary decides, for a machine that is reached by its agent's tunnel: here, or asked by a regional proxy. */
function through(reach: Reach, primary: Authority, shape: (typeof shapes)[number]): Authority {
  if (shape === "a tunnel") {
    return {
      ...primary,
      async decide(asked) {
        const decision = await primary.decide(asked);
        return decision.found.kind === "open" ? { ...decision, found: { ...decision.found, reach } } : decision;
      },
    };
  }
  const decide = async (question: Question): Promise<DecisionFar> => {
    const { keyIds, userId, losers, ended, set, found } = await primary.decide({ ...question, cookieHeader: question.cookieHeader });
    const far = found.kind === "open" ? (({ reach: _, ...rest }) => rest)(found) : { kind: found.kind };
    return structuredClone({ keyIds: [...keyIds], userId, losers, ended, set: [...set], found: far, believeMs: 10_000 }) as DecisionFar;
  };
  return createRemoteAuthority({
    primary: { ask: <Answer>(_what: string, body: unknown) => decide(body as Question) as Promise<Answer>, close: () => undefined },
    stream: () => ({ downSince: null }),
    ...{ accessOrigin: "http://latchkey.localhost:3000", findReach: () => reach, keepMs: 1_000 },
  });
}

async function openTunnelReach(): Promise<Reach> {
  const rules: DialRules = { allowed: [[1, 65_535]], denied: [] };
  const local = createLocalAgent({ version: "0", rules });
  const server = createServer();
  const sockets = new WebSocketServer({ server, perMessageDeflate: false });
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  const arriving = once(sockets, "connection") as Promise<[WebSocket]>;
  const far = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`, { perMessageDeflate: false });
  far.on("open", () => {
    serveTunnel(far, {
      sources: { ...local, readApps: async () => ({ apps: {}, problem: null }) },
      ...{ rules: () => rules, openTerminals: local.openTerminals },
    });
  });
  const [near] = await arriving;
  const mux = createMux(near);
  const reach = createReach({
    dial: (host, port) => mux.open(`tcp ${host}:${port}`),
    openTerminals: local.openTerminals,
    listPorts: async () => [],
  });
  onTestFinished(() => {
    reach.close();
    far.terminate();
    near.terminate();
    sockets.close();
    server.close();
  });
  return reach;
}
