import { once } from "node:events";
import { Agent, createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from "node:http";
import { connect, type AddressInfo, type Socket } from "node:net";
import { expect, it, onTestFinished, vi } from "vitest";
import type { OpenApp } from "../workspaces.ts";
import { createCarrier } from "./carry.ts";

const news = { listen: () => () => undefined };
const hop = { host: "app.example.com", ip: "127.0.0.1", proto: "http", doorOrigin: "http://example.com" };

/** An app that answers at once, and a server that has what arrives wait for `goOn` before it is carried there. */
async function open() {
  const asked: string[] = [];
  const app = createServer((request, response) => {
    asked.push(request.url ?? "");
    response.end("x".repeat(1024 * 1024));
  });
  app.on("upgrade", (request, socket) => {
    asked.push(request.url ?? "");
    socket.destroy();
  });
  const { port } = await listen(app);
  const agent = new Agent();
  const dial = () => connect(port, "127.0.0.1");
  const reach = { agents: { plain: agent, tls: agent }, open: dial };
  const target = { reach, host: "127.0.0.1", port, tls: null } as unknown as OpenApp;
  const permit = { keyIds: [], group: "g", isStillOpen: () => Promise.resolve(true) };
  const carrier = createCarrier(news);
  onTestFinished(() => {
    carrier.close();
    agent.destroy();
  });
  const front = createServer();
  return { asked, carrier, front, what: { app: target, hop, target: "/asked", set: [], permit }, ...(await listen(front)) };
}

async function listen(server: ReturnType<typeof createServer>) {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { port: (server.address() as AddressInfo).port };
}

it("asks an app nothing for a browser that went while it was being decided, and waits for nothing", async () => {
  const { asked, carrier, front, what, port } = await open();
  const arrived = once(front, "request") as Promise<[IncomingMessage, ServerResponse]>;
  const browser = httpRequest({ port, host: "127.0.0.1" }).on("error", () => undefined);
  browser.end();
  const [request, response] = await arrived;
  browser.destroy();
  await vi.waitFor(() => expect(response.destroyed).toBe(true));
  await carrier.request(request, response, { ...what, show: () => undefined });
  expect(asked).toEqual([]);
});

it("opens no socket at an app for a browser that went while it was being decided", async () => {
  const { asked, carrier, front, what, port } = await open();
  const arrived = once(front, "upgrade") as Promise<[IncomingMessage, Socket, Buffer]>;
  const browser = httpRequest({ port, host: "127.0.0.1", headers: { connection: "upgrade", upgrade: "websocket" } });
  browser.on("error", () => undefined).end();
  const [request, socket, head] = await arrived;
  (browser.socket as Socket).resetAndDestroy();
  socket.on("error", () => undefined).resume();
  await vi.waitFor(() => expect(socket.destroyed).toBe(true));
  carrier.upgrade(request, socket, head, what);
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(asked).toEqual([]);
});

it("ends what is carried after it was closed: it was let in a moment before", async () => {
  const { carrier, front, what, port } = await open();
  const arrived = once(front, "upgrade") as Promise<[IncomingMessage, Socket, Buffer]>;
  const browser = httpRequest({ port, host: "127.0.0.1", headers: { connection: "upgrade", upgrade: "websocket" } });
  const gone = once(browser, "error");
  browser.end();
  const [request, socket, head] = await arrived;
  carrier.close();
  carrier.upgrade(request, socket, head, what);
  await gone;
});
