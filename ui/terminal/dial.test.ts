import { once } from "node:events";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { WebSocket, WebSocketServer } from "ws";
import { createDial, type Dial, type Dialled } from "./dial.ts";

interface Gateway {
  server: Server;
  sockets: WebSocketServer;
  url: string;
  /** Addresses and subprotocols that were asked for. */
  asked: { url: string; protocols: string }[];
  /** Answers a handshake; without it a socket is opened that says hello. */
  meet?: (socket: WebSocket) => void;
  /** The status that refuses each handshake. */
  refuses?: number;
}

let door: Gateway;
let region: Gateway;
let heard: string[];
let hearNext: () => void;
let open: Dialled[];
let dial: Dial;
let askTicket: (region: string, options: { passive: boolean }) => Promise<{ ticket: string; url: string }>;

beforeEach(async () => {
  vi.stubGlobal("WebSocket", WebSocket);
  [door, region] = [await openGateway("door"), await openGateway("region")];
  [heard, open, hearNext] = [[], [], () => {}];
  askTicket = () => Promise.resolve({ ticket: "Fe26.2*t", url: region.url });
  dial = createDial({ url: door.url, findRegion: () => "sydney", askTicket: (id, options) => askTicket(id, options) });
});

afterEach(async () => {
  vi.useRealTimers();
  for (const each of open) each.close();
  for (const { server, sockets } of [door, region]) {
    for (const client of sockets.clients) client.terminate();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
  vi.unstubAllGlobals();
});

test("a terminal is reached through the chosen region, with a ticket that is in no address", async () => {
  const asked: unknown[] = [];
  askTicket = (id, { passive }) => {
    asked.push([id, passive]);
    return Promise.resolve({ ticket: "Fe26.2*t", url: region.url });
  };
  const dialled = start("offset=3", true);
  expect(await until("message")).toEqual(["open", "message hello from the region"]);
  expect(asked).toEqual([["sydney", true]]);
  expect(region.asked).toEqual([{ url: "/socket?offset=3", protocols: "latchkey-terminal,ticket.Fe26.2*t" }]);
  const [there] = region.sockets.clients;
  const typed = there && once(there, "message");
  dialled.send(new TextEncoder().encode("ls"));
  expect(String((await typed)?.[0])).toBe("ls");
  expect(door.asked).toEqual([]);
});

test("without a chosen region it is reached through the door, and nobody is asked for a ticket", async () => {
  askTicket = () => Promise.reject(new Error("asked"));
  dial = createDial({ url: door.url, findRegion: () => null, askTicket });
  start("a=1");
  expect(await until("message")).toEqual(["open", "message hello from the door"]);
  expect(door.asked).toEqual([{ url: "/socket?a=1", protocols: "" }]);
});

test("where the door gives no ticket it is reached through the door at once, and the region is left alone for a minute", async () => {
  vi.useFakeTimers({ toFake: ["Date"] });
  let questions = 0;
  askTicket = () => {
    questions += 1;
    return Promise.reject(Object.assign(new Error("no"), { name: "ApiProblem" }));
  };
  await startAndHear("message hello from the door");
  await startAndHear("message hello from the door");
  expect(questions).toBe(1);
  vi.advanceTimersByTime(60_000);
  await startAndHear("message hello from the door");
  expect(questions).toBe(2);
});

test("where the door does not answer at all, the region is asked again with the next socket", async () => {
  askTicket = () => Promise.reject(Object.assign(new Error("nobody"), { name: "ApiUnreachable" }));
  await startAndHear("message hello from the door");
  askTicket = () => Promise.resolve({ ticket: "t", url: region.url });
  await startAndHear("message hello from the region");
});

test.each([404, 403, 503])("a region that refuses the handshake with %i, as an older proxy does, is gone round", async (status) => {
  region.refuses = status;
  start("offset=3");
  expect(await until("message")).toEqual(["open", "message hello from the door"]);
  expect(door.asked).toEqual([{ url: "/socket?offset=3", protocols: "" }]);
});

test("a region where nothing listens is gone round", async () => {
  askTicket = () => Promise.resolve({ ticket: "t", url: "ws://127.0.0.1:1/socket" });
  start();
  expect(await until("message")).toEqual(["open", "message hello from the door"]);
});

test("a region that has lost the machine is gone round before anything is heard of it", async () => {
  region.meet = (socket) => socket.close(4003);
  start();
  expect(await until("message")).toEqual(["open", "open", "message hello from the door"]);
});

test("a region that opens and says nothing is gone round after some seconds, and what it says then is not heard", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  const met = new Promise<WebSocket>((resolve) => (region.meet = resolve));
  start();
  const silent = await met;
  await until("open");
  vi.advanceTimersByTime(4_000);
  await until("message");
  silent.send("late");
  await Promise.race([once(silent, "close"), once(silent, "error")]);
  expect(heard).toEqual(["open", "open", "message hello from the door"]);
});

test.each([1000, 4001])("an end with %i is one, whichever way it came", async (code) => {
  region.meet = (socket) => {
    socket.send("hello");
    socket.close(code);
  };
  start();
  expect(await until("close")).toEqual(["open", "message hello", `close ${code}`]);
});

test.each([1012, 1013, 4003, 4004, 4403])("an end with %i at a region is only a break: the next socket asks the door", async (code) => {
  region.meet = (socket) => {
    socket.send("hello");
    socket.close(code);
  };
  start();
  expect(await until("close")).toEqual(["open", "message hello", "close 1006"]);
  await startAndHear("message hello from the door");
});

test("after a network that broke the region is tried again", async () => {
  start();
  await until("message");
  for (const client of region.sockets.clients) client.terminate();
  expect(await until("close")).toContain("close 1006");
  await startAndHear("message hello from the region");
});

test("a region whose bytes break the rules is hung up on and left alone", async () => {
  region.meet = (socket) => socket.send("broken");
  start();
  expect(await until("close")).toEqual(["open", "message broken", "close 1006"]);
  await startAndHear("message hello from the door");
});

test("what is closed before its ticket comes opens nothing", async () => {
  let give: (ticket: { ticket: string; url: string }) => void = () => {};
  askTicket = () => new Promise((resolve) => (give = resolve));
  start().close();
  give({ ticket: "t", url: region.url });
  askTicket = () => Promise.resolve({ ticket: "t", url: region.url });
  await startAndHear("message hello from the region");
  expect([region.asked.length, door.asked.length]).toEqual([1, 0]);
});

function start(query = "", isByItself = false): Dialled {
  const hear = (what: string) => {
    heard.push(what);
    hearNext();
  };
  const dialled = dial(query, isByItself, {
    onOpen: () => hear("open"),
    onMessage(data) {
      const text = typeof data === "string" ? data : new TextDecoder().decode(data as ArrayBuffer);
      hear(`message ${text}`);
      return text !== "broken";
    },
    onClose: (code) => hear(`close ${code}`),
  });
  open.push(dialled);
  return dialled;
}

async function startAndHear(what: string): Promise<void> {
  heard = [];
  start();
  expect((await until("message")).at(-1)).toBe(what);
}

/** All that was heard, once something that begins like this was. */
async function until(what: string): Promise<string[]> {
  while (!heard.some((each) => each.startsWith(what))) await new Promise<void>((resolve) => (hearNext = resolve));
  return heard;
}

async function openGateway(name: string): Promise<Gateway> {
  const server = createServer();
  const sockets = new WebSocketServer({ noServer: true });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const gateway: Gateway = { server, sockets, url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}/socket`, asked: [] };
  server.on("upgrade", (request: IncomingMessage, socket, head) => {
    if (gateway.refuses !== undefined) return socket.end(`HTTP/1.1 ${gateway.refuses} Refused\r\nConnection: close\r\n\r\n`);
    gateway.asked.push({ url: request.url ?? "", protocols: request.headers["sec-websocket-protocol"] ?? "" });
    sockets.handleUpgrade(request, socket, head, (opened) => {
      if (gateway.meet) gateway.meet(opened);
      else opened.send(`hello from the ${name}`);
    });
  });
  return gateway;
}
