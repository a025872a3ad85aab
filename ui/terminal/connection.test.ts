import { once } from "node:events";
import type { IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { WebSocket, WebSocketServer } from "ws";
import type { TerminalFact } from "#protocol/terminal.ts";
import { createMessageReader, writeJson, writeMessage, type Message } from "#protocol/terminal-messages.ts";
import { againInMs } from "./again-in.ts";
import { openTerminal, type TerminalConnection } from "./connection.ts";
import { createDial } from "./dial.ts";

const terminal: TerminalFact = {
  ...{ id: "t1", name: null, title: "", command: "bash", columns: 80, rows: 24, viewers: 1, createdAt: 0, activeAt: 0, ended: null },
};
const bytes = (text: string) => new TextEncoder().encode(text);

let sockets: WebSocketServer;
let connection: TerminalConnection | null;
let heard: string[];
let hearNext: () => void;
let waiting: number;
/** The page, as far as the connection looks at it. */
let page: EventTarget & { hidden: boolean };
let world: EventTarget;

const hear = (what: string) => {
  heard.push(what);
  hearNext();
};

beforeEach(async () => {
  [heard, waiting, connection, hearNext] = [[], 0, null, () => {}];
  sockets = new WebSocketServer({ port: 0, host: "127.0.0.1" });
  await once(sockets, "listening");
  page = Object.assign(new EventTarget(), { hidden: false });
  world = new EventTarget();
  vi.stubGlobal("WebSocket", WebSocket);
  vi.stubGlobal("document", page);
  vi.stubGlobal("addEventListener", world.addEventListener.bind(world));
  vi.stubGlobal("removeEventListener", world.removeEventListener.bind(world));
});

afterEach(async () => {
  connection?.close();
  for (const client of sockets.clients) client.terminate();
  await new Promise((resolve) => sockets.close(resolve));
  vi.unstubAllGlobals();
});

test("shows what the terminal says, and types into it", async () => {
  const door = accept();
  open();
  const { socket, inputs, query } = await door;
  expect(query).toMatch(/^viewer=[0-9a-f]{32}&columns=80&rows=24$/);
  greet(socket);
  socket.send(writeMessage("output", { offset: 0, bytes: bytes("hello") }));
  expect(await until("wrote hello")).toContain("live");
  connection?.viewer.type(bytes("ls\r"));
  expect(await inputs(1)).toEqual(["ls\r"]);
  socket.send(writeMessage("received", { offset: 3 }));
  await until("unsent 0", 2);
});

test("goes on where it was when the socket breaks, and sends what was typed meanwhile", async () => {
  const first = accept();
  open();
  const { socket } = await first;
  greet(socket);
  socket.send(writeMessage("output", { offset: 0, bytes: bytes("hello") }));
  await until("wrote hello");
  const second = accept();
  socket.terminate();
  await until("lost");
  connection?.viewer.type(bytes("offline"));
  expect(waiting).toBe(7);
  const { socket: next, inputs, query } = await second;
  expect(query).toMatch(/&offset=5&passive=1$/);
  next.send(writeJson("hello", { terminal, received: 0 }));
  expect(await inputs(1)).toEqual(["offline"]);
  await until("live", 2);
});

test("a terminal that is not there is not asked for again", async () => {
  const door = accept();
  open();
  (await door).socket.close(4004);
  await until("gone");
  world.dispatchEvent(new Event("online"));
  expect(sockets.clients.size).toBeLessThanOrEqual(1);
  expect(heard).toEqual(["gone"]);
});

test("a terminal that has ended says how, and is not asked for again", async () => {
  const door = accept();
  open();
  const { socket } = await door;
  greet(socket);
  socket.send(writeJson("ended", { exitCode: 1, signal: null }));
  socket.close(1000);
  await until("ended 1");
  expect(heard).toContain("ended");
});

test("a door that wants the password is not asked again until it has it", async () => {
  const first = accept();
  open();
  (await first).socket.close(4403);
  await until("locked");
  const second = accept();
  connection?.reconnect();
  greet((await second).socket);
  await until("live");
});

test("a machine that is offline is asked again until it is back", async () => {
  const first = accept();
  open();
  const second = first.then(({ socket }) => {
    const next = accept();
    socket.close(4003);
    return next;
  });
  greet((await second).socket);
  expect(await until("live")).toEqual(["away", "unsent 0", "live"]);
});

test("an ended session is found out from the API, not believed from the socket", async () => {
  const door = accept();
  open();
  (await door).socket.close(4001);
  await until("verify");
});

test("a socket that takes what is typed and never says so is replaced, and the next one given more time", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  const first = accept();
  open();
  greet((await first).socket);
  await until("live");
  connection?.viewer.type(bytes("into the void"));
  const second = accept();
  vi.advanceTimersByTime(4_000);
  const { socket, inputs } = await second;
  greet(socket);
  expect(await inputs(1)).toEqual(["into the void"]);
  await until("live", 2);
  vi.advanceTimersByTime(7_000);
  expect(heard.filter((each) => each === "lost")).toHaveLength(1);
  const third = accept();
  vi.advanceTimersByTime(1_000);
  greet((await third).socket);
  await until("live", 3);
  vi.useRealTimers();
});

test("a page that nobody sees opens no socket, and one that is seen again does at once", async () => {
  page.hidden = true;
  open();
  const door = accept();
  expect(sockets.clients.size).toBe(0);
  page.hidden = false;
  page.dispatchEvent(new Event("visibilitychange"));
  greet((await door).socket);
  await until("live");
});

test("what breaks the rules is hung up on", async () => {
  const door = accept();
  open();
  const { socket } = await door;
  const closed = once(socket, "close");
  socket.send(Uint8Array.of(99, 0, 0, 0, 0));
  await closed;
});

test("comes back as good as at once, then in steps of at most two seconds", () => {
  expect([0, 1, 2, 3, 4, 5, 20].map((failures) => againInMs(failures, () => 1))).toEqual([100, 200, 400, 800, 1600, 2000, 2000]);
  expect(againInMs(20, () => 0)).toBe(1000);
});

function open(): void {
  const decoder = new TextDecoder();
  connection = openTerminal({
    dial: createDial({
      url: `ws://127.0.0.1:${(sockets.address() as AddressInfo).port}/socket`,
      findRegion: () => null,
      askTicket: () => Promise.reject(new Error("Nobody has chosen a region.")),
    }),
    screen: {
      write(chunk, done) {
        if (chunk.length > 0) hear(`wrote ${decoder.decode(chunk)}`);
        done?.();
      },
      reset: () => {},
      resize: () => {},
    },
    size: () => ({ columns: 80, rows: 24 }),
    verify: () => Promise.resolve(hear("verify")),
    onLink: hear,
    onFacts: () => {},
    onEnded: (end) => hear(`ended ${end.exitCode}`),
    onUnsent(count) {
      waiting = count;
      if (count === 0) hear("unsent 0");
    },
  });
}

/** The next socket that the door gets, and what is typed through it. */
async function accept() {
  const [socket, request] = (await once(sockets, "connection")) as [WebSocket, IncomingMessage];
  const messages: Message[] = [];
  let came = () => {};
  const read = createMessageReader((message) => {
    messages.push({ ...message, bytes: message.bytes.slice() });
    came();
  });
  socket.on("message", (data: Buffer) => read(new Uint8Array(data)));
  const inputs = async (count: number) => {
    const typed = () => messages.filter(({ kind }) => kind === "input").map((message) => new TextDecoder().decode(message.bytes));
    while (typed().length < count) await new Promise<void>((resolve) => (came = resolve));
    return typed();
  };
  return { socket, inputs, query: request.url?.split("?")[1] ?? "" };
}

function greet(socket: WebSocket): void {
  socket.send(writeJson("hello", { terminal, received: 0 }));
  socket.send(writeMessage("caughtUp", { offset: 0 }));
}

async function until(what: string, times = 1): Promise<string[]> {
  while (heard.filter((each) => each === what).length < times) await new Promise<void>((resolve) => (hearNext = resolve));
  return heard;
}
