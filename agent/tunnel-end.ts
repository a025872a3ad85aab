/**
 * The agent's end of the tunnel: answers what the door opens. Guards: it serves nobody but the door at the other end of the socket that it
 * dialled itself, and dials only what its rules allow.
 */
import type { Duplex } from "node:stream";
import type { WebSocket } from "ws";
import type { TunnelConnection } from "#tunnel/connection.ts";
import { createMux, type Answer } from "#tunnel/mux.ts";
import { tunnelCloseCodes, type GatewaysTold } from "#protocol/tunnel.ts";
import { dialLoopback, type DialRules } from "./dial.ts";
import { readGateways } from "./gateways/told.ts";
import type { Regions } from "./gateways/regions.ts";
import { watch, type Sources } from "./watch.ts";

/** Serves one tunnel until its socket closes. `rules` is asked at every dial: it may change. `onGateways`: what the other end tells of them;
 * `regions`: whom it tells of proxies. Both of the server alone. */
export function serveTunnel(
  socket: WebSocket,
  {
    sources,
    rules,
    openTerminals,
    onGateways,
    regions,
  }: {
    sources: Sources;
    rules: () => DialRules;
    openTerminals: () => Duplex;
    onGateways?: (told: GatewaysTold) => void;
    regions?: Pick<Regions, "serve">;
  },
): void {
  createMux(socket, {
    onOpen(connection, target, answer) {
      connection.on("error", () => undefined);
      if (target === "watch") {
        answer.accept();
        return watch(connection, sources);
      }
      if (target === "terminals") {
        return join(connection, answer, openTerminals());
      }
      if (target === "gateways" && onGateways) {
        answer.accept();
        return readGateways(connection, onGateways, (why) => socket.close(tunnelCloseCodes.toldTooMuch, why));
      }
      if (target === "regions" && regions) {
        answer.accept();
        return regions.serve(connection, (why) => socket.close(tunnelCloseCodes.toldTooMuch, why));
      }
      const [, host, port] = /^tcp \[?([^\]\s]+?)\]?:(\d{1,5})$/.exec(target) ?? [];
      if (host === undefined) return answer.refuse("forbidden");
      connectTo(connection, answer, { host, port: Number(port) }, rules());
    },
  });
}

/** Bytes both ways, and the end of the one is the end of the other. Terminals that cannot be had are refused: the machine itself is there. */
function join(connection: TunnelConnection, answer: Answer, terminals: Duplex): void {
  let isOpen = false;
  terminals.once("connect", () => {
    isOpen = true;
    answer.accept();
  });
  terminals.on("error", () => (isOpen ? connection.destroy() : answer.refuse("ECONNREFUSED")));
  connection.pipe(terminals);
  terminals.pipe(connection);
  terminals.once("close", () => terminals.readableEnded || connection.destroy());
  connection.once("close", () => terminals.destroy());
}

function connectTo(connection: TunnelConnection, answer: Answer, place: { host: string; port: number }, rules: DialRules): void {
  let socket;
  try {
    socket = dialLoopback(place, rules);
  } catch {
    return answer.refuse("forbidden");
  }
  const dialled = socket;
  let isOpen = false;
  dialled.once("connect", () => {
    isOpen = true;
    answer.accept();
  });
  dialled.on("error", ({ code = "ECONNRESET" }: NodeJS.ErrnoException) => {
    if (isOpen) connection.destroy();
    else answer.refuse(code);
  });
  // The door may have sent before the connection stands; the pipe waits for it.
  connection.pipe(dialled);
  dialled.pipe(connection);
  // What was cut is cut on the far side too: the app must not take half a request for a whole one.
  connection.on("close", () => (connection.readableEnded && connection.writableFinished ? dialled.destroy() : dialled.resetAndDestroy()));
}
