import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { WebSocket, WebSocketServer } from "ws";
import { toldEveryMs } from "./attention.ts";
import { openLive, waitMs, type Live, type LiveEvents } from "./live.ts";

let sockets: WebSocketServer;
let live: Live | null = null;
let heard: string[];
let hearNext: () => void = () => {};

const hear = (what: string) => {
  heard.push(what);
  hearNext();
};
const events: LiveEvents = {
  onHello: (buildId) => hear(`hello ${buildId}`),
  onChanged: (what) => hear(`changed ${what}`),
  verify: () => Promise.resolve(hear("verify")),
};

beforeEach(async () => {
  heard = [];
  sockets = new WebSocketServer({ port: 0, host: "127.0.0.1", path: "/api/v1/live" });
  await once(sockets, "listening");
  vi.stubGlobal("WebSocket", WebSocket);
  vi.stubGlobal("location", { origin: `http://127.0.0.1:${(sockets.address() as AddressInfo).port}` });
  vi.stubGlobal("document", { hidden: false, addEventListener: () => {}, removeEventListener: () => {} });
});

afterEach(async () => {
  live?.close();
  for (const client of sockets.clients) client.terminate();
  await new Promise((resolve) => sockets.close(resolve));
  vi.unstubAllGlobals();
});

async function until(count: number): Promise<string[]> {
  while (heard.length < count) await new Promise<void>((resolve) => (hearNext = resolve));
  return heard;
}

async function nextSocket(): Promise<WebSocket> {
  const [socket] = (await once(sockets, "connection")) as [WebSocket];
  return socket;
}

test("hears the build and changes, and ignores what it does not know", async () => {
  const connected = nextSocket();
  live = openLive(events);
  const socket = await connected;
  socket.send("not JSON");
  socket.send(JSON.stringify({ type: "hello", buildId: "b1" }));
  socket.send(JSON.stringify({ type: "later" }));
  socket.send(JSON.stringify({ type: "changed", what: "keys" }));
  expect(await until(2)).toEqual(["hello b1", "changed keys"]);
});

test("an ended session is found out from the API, not believed from the socket", async () => {
  const connected = nextSocket();
  live = openLive(events);
  (await connected).close(4001, "session_revoked:ended_elsewhere");
  expect(await until(1)).toEqual(["verify"]);
});

test("a lost socket comes back by itself", async () => {
  const first = nextSocket();
  live = openLive(events);
  const second = first.then((socket) => {
    const next = nextSocket();
    socket.terminate();
    return next;
  });
  (await second).send(JSON.stringify({ type: "hello", buildId: "b2" }));
  expect(await until(2)).toEqual(["verify", "hello b2"]);
});

test("waits double with chance, and never so long that the promise of five seconds breaks while the API answers", () => {
  const most = () => 1;
  expect([0, 1, 2, 3, 9].map((failures) => waitMs(failures, true, most))).toEqual([500, 1000, 2000, 4000, 4000]);
  expect(waitMs(9, false, most)).toBe(30_000);
  expect(waitMs(3, false, () => 0)).toBe(2000);
});

test("use is told as often as the sliding rule of the contract needs it", () => {
  expect(toldEveryMs(30 * 86_400)).toBe(3_600_000);
  expect(toldEveryMs(60)).toBe(6_000);
});
