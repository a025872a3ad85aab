/** Each place at which hostile bytes come in, and what must hold of every single answer there. */
import { randomUUID } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { WebSocket, WebSocketServer } from "ws";
import type { Region } from "../proxy-fixtures.ts";
import { writeTunnelFrame, writeViewerMessage } from "./frames.ts";
import type { Random } from "./random.ts";
import { markHeader, type Recorder } from "./recorder.ts";
import { writeRequest } from "./requests.ts";
import { readAnswers, sendBytes } from "./wire.ts";

export interface World {
  region: Region;
  recorder: Recorder;
  cookieOf(url: string): string;
  find(surface: string, number: number | string, what: string): void;
}
/** `random`: of this input alone, so that each can be repeated by its number. */
export type Surface = (world: World, random: Random, number: number) => Promise<void>;

/** Answers of ours that say that we failed. An app's own pass, and an app that does not answer is 502. */
function checkAnswers(text: string, report: (what: string) => void): void {
  for (const { status, head } of readAnswers(text)) {
    if (head.toLowerCase().includes(`\r\n${markHeader}:`)) continue;
    if (status >= 500 && status !== 502) report(`${status}: ${head.slice(0, 200)}`);
    if (/\r\nset-cookie:[^\r]*latchkey[^\r]*domain=(?:localhost|latchkey\.localhost)/i.test(head))
      report(`a cookie beyond its host: ${head}`);
    if (/\r\nclear-site-data:[^\r]*(?:cookies|\*)/i.test(head)) report(`cookies of others cleared: ${head}`);
  }
}

export function fuzzRequests(
  name: string,
  port: number,
  origin: string,
  { targets, signedIn }: { targets: readonly string[]; signedIn: boolean },
): Surface {
  return async ({ cookieOf, find, recorder }, random, turn) => {
    // With an end of its own: 2 is no part of 21.
    const number = `${name}-${turn}-`;
    const { host } = new URL(origin);
    const cookie = signedIn ? cookieOf(`${origin}/`) : "";
    // What comes behind on the same connection must be answered as what it is, or not at all.
    const next = Buffer.from(`GET /next?n=${number} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
    const answer = await sendBytes(port, Buffer.concat([writeRequest(random, { host, cookie, targets, number }), next]));
    checkAnswers(answer, (what) => find(name, turn, what));
    const mine = recorder.targets.filter((target) => target.includes(number));
    if (mine.some((target) => target.startsWith("/smuggled"))) find(name, turn, "a hidden request reached the app");
    if (mine.filter((target) => !target.startsWith("/next")).length > 1)
      find(name, turn, `two requests for one: ${mine.map((target) => target.slice(0, 100)).join(" ")}`);
  };
}

export const fuzzAnswers: Surface = async ({ region, cookieOf, find, recorder }, _random, turn) => {
  const origin = primaryApp(region, recorder.port);
  const cookie = cookieOf(`${origin}/`);
  const request = `GET /answer?n=${turn} HTTP/1.1\r\nHost: ${new URL(origin).host}\r\nCookie: ${cookie}\r\nConnection: close\r\n\r\n`;
  const answer = await sendBytes(region.door.port, Buffer.from(request));
  const [first] = readAnswers(answer);
  // The app's own 5xx pass as they are; ours are HTML or problems.
  if (first && [500, 501, 503, 504].includes(first.status) && /\r\ncontent-security-policy: default-src 'none'/i.test(first.head))
    find("answers", turn, first.head);
  const headers = first?.head ?? "";
  if (/\r\nset-cookie:\s*=?\s*(?:__host-|__secure-)?latchkey/i.test(headers))
    find("answers", turn, `a cookie of ours from an app: ${headers}`);
  if (/\r\nclear-site-data:/i.test(headers)) find("answers", turn, "Clear-Site-Data passed");
};

export const fuzzHandOver: Surface = async ({ region, find, cookieOf }, random, turn) => {
  const origin = region.accessUrl;
  const { host } = new URL(origin);
  const pieces = [
    "http:",
    "https:",
    "//",
    "/",
    "\\",
    "@",
    "evil.example",
    `3000--this-machine--ada.apps.latchkey.localhost:${region.wire.port}`,
    "š",
    "。",
    "%00",
    "?",
    "#",
    ":80",
    "..",
    "javascript:",
    " ",
    "\t",
  ];
  let redirect = `http://3000--this-machine--ada.apps.latchkey.localhost:${region.wire.port}/`;
  if (!random.oneIn(6)) redirect = Array.from({ length: 1 + random.below(6) }, () => random.pick(pieces)).join("");
  const query = `redirect_uri=${random.oneIn(2) ? encodeURIComponent(redirect) : redirect.replaceAll(/[\s#]/g, "")}&state=${random.pick(["x", "", "a".repeat(43), "%ff"])}`;
  const bytes = Buffer.from(
    `GET /api/v1/apps/authorize?${query} HTTP/1.1\r\nHost: ${host}\r\nCookie: ${cookieOf(`${origin}/`)}\r\nSec-Fetch-Mode: navigate\r\nSec-Fetch-Dest: document\r\nConnection: close\r\n\r\n`,
  );
  const [first] = readAnswers(await sendBytes(region.door.port, bytes));
  if (!first) return;
  if (first.status >= 500) find("hand-over", turn, `${first.status} for ${query}`);
  const location = /\r\nlocation: ([^\r]*)/i.exec(first.head)?.[1];
  if (location === undefined) return;
  if (!/^http:\/\/[^/?#\\]+\.latchkey\.localhost:\d+\/[^\\]*$/.test(location)) find("hand-over", turn, `led to ${location} for ${query}`);
};

/** Random bytes as soon as a WebSocket stands. */
export const fuzzSockets: Surface = async ({ region, cookieOf, find }, random, turn) => {
  const { host, origin } = new URL(region.accessUrl);
  const path = random.pick(["/api/v1/live", "/api/v1/proxy/stream", "/api/v1/agents/tunnel"]);
  const head = `GET ${path} HTTP/1.1\r\nHost: ${host}\r\nOrigin: ${origin}\r\nCookie: ${cookieOf(`${origin}/`)}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n`;
  const answer = await sendBytes(region.door.port, Buffer.concat([Buffer.from(head), random.bytes(random.below(200))]));
  const [first] = readAnswers(answer);
  if (first && first.status >= 500) find("sockets", turn, first.head);
};

/** Where a port opens at the primary. */
export function primaryApp({ wire }: Region, port: number, machine = "this-machine"): string {
  return `http://${port}--${machine}--ada.apps.latchkey.localhost:${wire.port}`;
}

/** A machine whose agent is the attacker. */
export function fuzzAsAgent(token: string): Surface {
  return async ({ region }, random) => {
    const headers = {
      authorization: `Bearer ${token}`,
      "latchkey-tunnel-version": "1",
      "latchkey-agent-instance": randomUUID(),
      host: new URL(region.accessUrl).host,
    };
    const socket = new WebSocket(`ws://127.0.0.1:${region.door.port}/api/v1/agents/tunnel`, { headers });
    const connections: number[] = [];
    socket.on("message", (data: Buffer) => {
      if (data[0] !== 1) return;
      const connection = data.readUInt32BE(1);
      connections.push(connection);
      if (!random.oneIn(4)) socket.send(Buffer.concat([Buffer.from([2]), data.subarray(1, 5)]));
    });
    const ended = new Promise<void>((resolve) => socket.once("close", () => resolve()));
    socket.on("error", () => undefined); // then it closes
    await Promise.race([ended, new Promise<void>((resolve) => socket.once("open", () => resolve()))]);
    for (let sent = 0; sent < 60 && socket.readyState === socket.OPEN; sent++) {
      socket.send(writeTunnelFrame(random, connections));
      if (sent % 10 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    socket.close();
    setTimeout(() => socket.terminate(), 500).unref();
    await ended;
  };
}

/** A viewer of a terminal that is the attacker. */
export function fuzzAsViewer(id: string): Surface {
  return async ({ region, cookieOf }, random) => {
    const { host, origin } = new URL(region.accessUrl);
    const path = `/api/v1/terminals/${id}/socket?viewer=v${random.below(1000)}&columns=80&rows=24`;
    const socket = new WebSocket(`ws://127.0.0.1:${region.door.port}${path}`, {
      headers: { host, origin, cookie: cookieOf(`${origin}/`) },
    });
    const ended = new Promise<void>((resolve) => socket.once("close", () => resolve()));
    socket.on("error", () => undefined); // then it closes
    await Promise.race([ended, new Promise<void>((resolve) => socket.once("open", () => resolve()))]);
    for (let sent = 0; sent < 40 && socket.readyState === socket.OPEN; sent++) socket.send(writeViewerMessage(random));
    socket.close();
    setTimeout(() => socket.terminate(), 500).unref();
    await ended;
  };
}

/** A server that is the attacker of an agent: gives the agent's connections, as they come, to `use`. */
export async function startHostileServer(use: (socket: WebSocket) => void): Promise<{ url: string; close(): void }> {
  const server = createServer();
  const sockets = new WebSocketServer({ noServer: true });
  sockets.on("headers", (lines) => lines.push("latchkey-replica: r"));
  server.on("upgrade", (request, socket, head) => sockets.handleUpgrade(request, socket, head, use));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    close() {
      for (const client of sockets.clients) client.terminate();
      server.closeAllConnections();
      server.close();
    },
  };
}
