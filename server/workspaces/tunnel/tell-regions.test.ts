import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { expect, it, onTestFinished, vi } from "vitest";
import { WebSocket, WebSocketServer } from "ws";
import { frameHeadBytes, readFrame, writeHead, type FrameKind } from "#protocol/frames.ts";
import { openTunnel } from "./door-end.ts";
import type { TicketHolder } from "./tell-regions.ts";

it("F8 an agent from before there were tickets is told of no proxy, and keeps its tunnel", async () => {
  const { agent, heard, closed } = await open();
  const opened = await vi.waitFor(() => {
    const targets = heard.filter(({ kind }) => kind === "open");
    expect(targets.map(({ text }) => text).sort()).toEqual(["gateways", "regions", "watch"]);
    return targets;
  });
  // What one of 0.1.0 does with a target that it does not know.
  for (const { connection, text } of opened)
    send(agent, text === "regions" ? "refused" : "opened", connection, text === "regions" ? "forbidden" : "");
  await vi.waitFor(() => expect(heard.filter(({ kind, text }) => kind === "data" && text.includes("replica"))).toHaveLength(1));
  const ofRegions = opened.find(({ text }) => text === "regions")?.connection;
  const told = heard.filter(({ kind, connection }) => kind === "data" && connection !== ofRegions).map(({ text }) => text);
  expect(told.map((text) => JSON.parse(text) as unknown)).toEqual([{ replica: "a", others: [], proxies: [] }]);
  expect(closed()).toBe(false);
});

it("F8 a machine gets tickets for itself, whatever it asks", async () => {
  const { agent, heard, holders } = await open();
  const opened = await vi.waitFor(() => {
    const found = heard.find(({ kind, text }) => kind === "open" && text === "regions");
    if (!found) throw new Error("not yet");
    return found;
  });
  send(agent, "opened", opened.connection);
  const asked = { type: "ticket", proxy: "sydney", workspaceId: "another", tokenId: "another" };
  const lines = ["no JSON", "null", JSON.stringify({ ...asked, ask: "1" }), JSON.stringify({ ...asked, ask: 1 })];
  send(agent, "data", opened.connection, `${[...lines, JSON.stringify({ ...asked, ask: 2, proxy: "nowhere" })].join("\n")}\n`);
  const said = () =>
    heard
      .filter(({ kind, connection }) => kind === "data" && connection === opened.connection)
      .flatMap(({ text }) => text.trim().split("\n"))
      .map((line) => JSON.parse(line) as unknown);
  await vi.waitFor(() =>
    expect(said()).toEqual([
      { type: "proxies", proxies: [{ id: "sydney", url: "https://sydney.example.com" }] },
      { type: "ticket", ask: 1, ticket: "a ticket" },
      { type: "ticket", ask: 2, ticket: null },
    ]),
  );
  expect(holders).toEqual([{ workspaceId: "w1", tokenId: "k1" }]);
});

interface Heard {
  kind: FrameKind;
  connection: number;
  text: string;
}

function send(socket: WebSocket, kind: FrameKind, connection: number, text = "") {
  const bytes = Buffer.alloc(frameHeadBytes + Buffer.byteLength(text));
  writeHead(bytes, kind, connection);
  bytes.write(text, frameHeadBytes);
  socket.send(bytes);
}

/** The server's end of a tunnel, and an agent that speaks frames by hand. */
async function open() {
  const server = new WebSocketServer({ port: 0, host: "127.0.0.1" });
  const holders: TicketHolder[] = [];
  server.on("connection", (socket) =>
    openTunnel(socket, {
      ...{ clock: () => 0, onChange: () => undefined, onTerminals: () => undefined, holder: { workspaceId: "w1", tokenId: "k1" } },
      gateways: {
        read: () => ({ replica: "a", others: [], proxies: [] }),
        onChange: () => () => undefined,
        regions: {
          listProxies: () => [{ id: "sydney", url: "https://sydney.example.com" }],
          onChange: () => () => undefined,
          createTicket(proxyId, holder) {
            if (proxyId !== "sydney") return Promise.resolve(null);
            holders.push(holder);
            return Promise.resolve("a ticket");
          },
        },
      },
    }),
  );
  await once(server, "listening");
  const agent = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`);
  const heard: Heard[] = [];
  agent.on("message", (data: Buffer) => {
    const frame = readFrame(data);
    if (frame) heard.push({ kind: frame.kind, connection: frame.connection, text: Buffer.from(frame.payload).toString() });
  });
  await once(agent, "open");
  onTestFinished(() => {
    for (const socket of server.clients) socket.terminate();
    server.close();
  });
  return { agent, heard, holders, closed: () => agent.readyState !== WebSocket.OPEN };
}
