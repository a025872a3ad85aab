import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, it, onTestFinished, vi } from "vitest";
import { WebSocketServer } from "ws";
import { streamSilentMs, type Said } from "#protocol/proxy.ts";
import { openStream } from "./stream.ts";

it("is lost when nothing answers on it, and dialled again", async () => {
  const { turns, greet } = await open({ autoPong: false });
  await vi.waitFor(() => expect(turns.slice(0, 3)).toEqual([true, false, true]));
  expect(greet.mock.calls.length).toBeGreaterThan(1);
});

it("is not taken for lost by a process that itself could not listen for longer than that", async () => {
  const { turns } = await open({ autoPong: true });
  await vi.waitFor(() => expect(turns).toEqual([true]));
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2 * streamSilentMs);
  await new Promise((resolve) => setTimeout(resolve, 200)); // what was due meanwhile has been done
  expect(turns).toEqual([true]);
});

/** A stream from a primary that welcomes it, and nothing more; `autoPong`: whether that answers pings. */
async function open({ autoPong }: { autoPong: boolean }) {
  const welcome: Said = { type: "welcome", accessUrl: "http://latchkey.localhost:3000", version: "1", now: 0, buildId: "1" };
  const greet = vi.fn();
  const server = createServer();
  const sockets = new WebSocketServer({ server, autoPong });
  sockets.on("connection", (socket) =>
    socket.once("message", () => {
      greet();
      socket.send(JSON.stringify(welcome));
    }),
  );
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  const turns: boolean[] = [];
  const stream = openStream({
    ...{ url: new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`), token: "t" },
    registration: { url: "http://sydney.example.com", wildcard: "*.sydney.example.com", version: "1", replicaId: "r" },
    ...{ onNews: () => undefined, onWelcome: () => undefined, say: () => undefined },
    onTurn: (isUp) => turns.push(isUp),
  });
  onTestFinished(() => {
    stream.close();
    for (const socket of sockets.clients) socket.terminate();
    sockets.close();
    server.close();
  });
  return { turns, greet };
}
