/** Upgrades: the handshake as the app made it, then bytes both ways. */
import { once } from "node:events";
import type { Socket } from "node:net";
import { expect } from "@playwright/test";
import { WebSocket } from "ws";
import { openConnection } from "../models/exchange.ts";
import type { Visitor } from "../models/visitor.ts";
import { patternOf } from "../upstreams/guarded-app.ts";
import { openApp } from "./hand-over-cases.ts";
import type { Case, Stage } from "./stage.ts";

export const socketCases: readonly Case[] = [
  {
    name: "a WebSocket carries text, bytes, pings and the close with its reason",
    async run(stage) {
      const socket = await openWebSocket(stage, await openApp(stage));
      const bytes = patternOf(1_000_000);
      for (const [message, isBinary] of [
        [Buffer.from("höllo"), false],
        [Buffer.from([0, 255, 10, 13]), true],
        [bytes, true],
        [Buffer.alloc(0), true],
      ] as const) {
        const echoed = once(socket, "message");
        socket.send(message, { binary: isBinary });
        const [data, wasBinary] = (await echoed) as [Buffer, boolean];
        expect([data.equals(message), wasBinary]).toEqual([true, isBinary]);
      }
      const pong = once(socket, "pong");
      socket.ping("are you there");
      expect(String((await pong)[0])).toBe("are you there");
      const closed = once(socket, "close");
      socket.send("close please");
      const [code, reason] = (await closed) as [number, Buffer];
      expect([code, String(reason)]).toEqual([4321, "as you wish"]);
    },
  },
  {
    name: "a handshake passes with its names in their case; bytes pass as they are, and one end may close before the other",
    needs: ["own-wire"],
    async run(stage) {
      const person = await openApp(stage);
      const { socket, head, rest } = await upgradeRaw(stage, person, ["X-MiNe: Kept"]);
      expect(head).toMatch(/^HTTP\/1\.1 101 Switching Protocols\r\n/);
      expect(head).toContain("\r\nUpgrade: websocket\r\nCONNECTION: Upgrade\r\nX-CaSe: Kept");
      expect(stage.app.handshakes[0]?.join("\n")).toContain("X-MiNe\nKept");
      const received: Buffer[] = [rest];
      socket.on("data", (chunk: Buffer) => received.push(chunk));
      const bytes = patternOf(2_000_000);
      socket.end(bytes);
      await once(socket, "end");
      const turned = Buffer.from(bytes.map((byte) => 255 - byte));
      const all = Buffer.concat(received);
      expect(all.length).toBe(bytes.length + 3);
      expect(all.subarray(0, -3).equals(turned)).toBe(true);
      expect(all.subarray(-3).toString()).toBe("bye");
    },
  },
  {
    name: "bytes of the app's own pass both ways as they are",
    async run(stage) {
      const { socket, head, rest } = await upgradeRaw(stage, await openApp(stage), ["X-Mine: Kept"]);
      expect(head).toMatch(/^HTTP\/1\.1 101 Switching Protocols\r\n/);
      expect(head).toMatch(/\r\nUpgrade: websocket(\r\n|$)/i);
      const received: Buffer[] = [rest];
      socket.on("data", (chunk: Buffer) => received.push(chunk));
      const bytes = patternOf(2_000_000);
      socket.write(bytes);
      await expect.poll(() => received.reduce((sum, chunk) => sum + chunk.length, 0)).toBe(bytes.length);
      expect(Buffer.concat(received).equals(Buffer.from(bytes.map((byte) => 255 - byte)))).toBe(true);
      socket.destroy();
    },
  },
  {
    name: "a socket that is cut on one side is cut on the other",
    async run(stage) {
      const person = await openApp(stage);
      const ours = await openWebSocket(stage, person);
      await expect.poll(() => stage.app.sockets.size).toBe(1);
      ours.terminate();
      await expect.poll(() => stage.app.sockets.size).toBe(0);
      const theirs = await openWebSocket(stage, person);
      // By itself: `once` of node:events would take a reset, which is a cut as well, for a failure.
      const cut = new Promise((resolve) => theirs.once("close", resolve));
      for (const socket of stage.app.sockets) socket.destroy();
      await cut;
    },
  },
  {
    name: "only the app's own pages open its sockets",
    async run(stage) {
      const person = await openApp(stage);
      const { protocol, host, origin: own } = new URL(stage.appBase);
      const cookie = person.cookieHeader(`${stage.appBase}/ws`);
      expect(await tryHandshake(stage, { cookie, origin: own })).toBe(101);
      const others = [
        "null",
        stage.accessUrl,
        own.replace(protocol, protocol === "http:" ? "https:" : "http:"),
        `${own}.`,
        `${protocol}//${host.replace(/:\d+$/, "")}:1`,
        "https://evil.example",
        new URL(stage.appUrl(stage.app.port === 65_535 ? 65_534 : stage.app.port + 1)).origin,
      ];
      for (const origin of others.filter((each) => each !== own))
        expect([origin, await tryHandshake(stage, { cookie, origin })]).toEqual([origin, 403]);
      expect(await tryHandshake(stage, { cookie })).toBe(403);
    },
  },
];

/** Opens the app's WebSocket as its own page does. */
export async function openWebSocket(stage: Stage, person: Visitor): Promise<WebSocket> {
  const socket = dial(stage, "/ws", { cookie: person.cookieHeader(`${stage.appBase}/ws`), origin: new URL(stage.appBase).origin });
  await once(socket, "open");
  socket.on("error", () => {}); // the end of a socket is what the tests are about
  return socket;
}

/** The status that a handshake is answered with: 101 when it is taken. */
export function tryHandshake(stage: Stage, headers: Record<string, string>, path = "/ws"): Promise<number> {
  const socket = dial(stage, path, headers);
  return new Promise((resolve, reject) => {
    socket.once("unexpected-response", (request, response) => {
      resolve(response.statusCode ?? 0);
      response.resume();
      request.destroy();
    });
    socket.once("open", () => {
      socket.terminate();
      resolve(101);
    });
    socket.once("error", reject);
  });
}

function dial(stage: Stage, path: string, headers: Record<string, string>): WebSocket {
  const { protocol, host, hostname, pathname } = new URL(stage.appBase);
  const scheme = protocol === "https:" ? "wss" : "ws";
  const options = { headers: { host, ...headers }, rejectUnauthorized: false, servername: hostname };
  return new WebSocket(`${scheme}://127.0.0.1:${stage.portOf(stage.appBase)}${pathname.replace(/\/$/, "")}${path}`, options);
}

async function upgradeRaw(stage: Stage, person: Visitor, lines: string[]): Promise<{ socket: Socket; head: string; rest: Buffer }> {
  const { host, origin, pathname } = new URL(stage.appBase);
  const socket = await openConnection(stage.appBase, stage.portOf(stage.appBase));
  const cookie = person.cookieHeader(`${stage.appBase}/raw`);
  const head = [`Host: ${host}`, `Origin: ${origin}`, `Cookie: ${cookie}`, "Connection: Upgrade", "Upgrade: websocket", ...lines];
  socket.write(`GET ${pathname.replace(/\/$/, "")}/raw HTTP/1.1\r\n${head.join("\r\n")}\r\n\r\n`);
  let received = Buffer.alloc(0);
  while (!received.includes("\r\n\r\n")) {
    const [chunk] = (await once(socket, "data")) as [Buffer];
    received = Buffer.concat([received, chunk]);
  }
  const end = received.indexOf("\r\n\r\n");
  return { socket, head: received.subarray(0, end).toString("latin1"), rest: received.subarray(end + 4) };
}
