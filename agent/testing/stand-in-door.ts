/** A door as an agent sees it: one address, and behind it replicas that take turns, each with what an agent is told. */
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import type { Duplex } from "node:stream";
import { onTestFinished } from "vitest";
import { WebSocketServer, type WebSocket } from "ws";
import { replicaHeader, replicasHeldHeader, tunnelPath, type GatewaysTold, type TicketAsked } from "#protocol/tunnel.ts";
import { createMux } from "#tunnel/mux.ts";

export interface StandInDoor {
  url: URL;
  /** Ids of the replicas to which there is a tunnel now, in order. */
  connected(): string[];
  /** Headers of every handshake so far, and how it was answered. */
  readonly dials: { headers: IncomingHttpHeaders; status: number }[];
  /** Replicas that answer, in turn. Those that have gone let go of their tunnels. */
  setReplicas(ids: readonly string[]): void;
  /** What an agent is told by every replica from now on. */
  tell(told: Partial<Omit<GatewaysTold, "replica">>): void;
  /** From now on every handshake is refused so. */
  refuse(status: number | null, headers?: Record<string, string>): void;
  closeTunnels(code: number): void;
  close(): void;
}

interface Tunnel {
  replica: string;
  socket: WebSocket;
  telling: Duplex;
  regions: Duplex;
}

export async function openStandInDoor(replicas: readonly string[]): Promise<StandInDoor> {
  let present = replicas;
  let refusal: number | null = null;
  let refusalHeaders: Record<string, string> = {};
  let told: Omit<GatewaysTold, "replica"> = { others: [], proxies: [] };
  let turn = 0;
  const tunnels = new Set<Tunnel>();
  const dials: StandInDoor["dials"] = [];
  const sockets = new WebSocketServer({ noServer: true });
  const answering = new WeakMap<object, string>();
  sockets.on("headers", (lines, request) => lines.push(`${replicaHeader}: ${answering.get(request) ?? ""}`));
  let given = 0;
  const write = ({ telling, regions, replica }: Tunnel) => {
    telling.write(`${JSON.stringify({ replica, others: told.others.filter((id) => id !== replica), proxies: [] })}\n`);
    regions.write(`${JSON.stringify({ type: "proxies", proxies: told.proxies })}\n`);
  };
  const openRegions = (regions: Duplex): Duplex =>
    regions
      .on("error", () => undefined)
      .on("data", (asked: Buffer) => {
        for (const line of asked.toString().trim().split("\n")) {
          const { ask, proxy } = JSON.parse(line) as TicketAsked;
          regions.write(`${JSON.stringify({ type: "ticket", ask, ticket: `ticket-${++given}-for-${proxy}` })}\n`);
        }
      });
  const server = createServer().on("upgrade", (request, socket: Socket, head) => {
    const replica = present[turn++ % Math.max(1, present.length)];
    const held = String(request.headers[replicasHeldHeader] ?? "").split(",");
    const note = (status: number) => dials.push({ headers: request.headers, status });
    const refuse = (status: number) => {
      note(status);
      const more = Object.entries(refusalHeaders).map(([name, value]) => `${name}: ${value}\r\n`);
      socket.end(
        `HTTP/1.1 ${status} No\r\n${replicaHeader}: ${replica ?? ""}\r\n${more.join("")}Content-Length: 0\r\nConnection: close\r\n\r\n`,
      );
    };
    if (refusal !== null) return refuse(refusal);
    if (request.url !== tunnelPath || replica === undefined) return refuse(503);
    if (held.includes(replica)) return refuse(409);
    note(101);
    answering.set(request, replica);
    sockets.handleUpgrade(request, socket, head, (webSocket) => {
      const mux = createMux(webSocket);
      const telling = mux.open("gateways");
      telling.on("error", () => undefined).resume();
      const tunnel: Tunnel = { replica, socket: webSocket, telling, regions: openRegions(mux.open("regions")) };
      tunnels.add(tunnel);
      webSocket.on("close", () => tunnels.delete(tunnel));
      write(tunnel);
    });
  });
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  const door: StandInDoor = {
    url: new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`),
    connected: () => [...tunnels].map(({ replica }) => replica).sort(),
    dials,
    setReplicas(ids) {
      present = ids;
      for (const { replica, socket } of tunnels) if (!ids.includes(replica)) socket.terminate();
    },
    tell(change) {
      told = { ...told, ...change };
      for (const tunnel of tunnels) write(tunnel);
    },
    refuse(status, headers = {}) {
      refusal = status;
      refusalHeaders = headers;
    },
    closeTunnels(code) {
      for (const { socket } of tunnels) socket.close(code);
    },
    close() {
      for (const { socket } of tunnels) socket.terminate();
      server.closeAllConnections();
      server.close();
    },
  };
  onTestFinished(() => door.close());
  return door;
}
