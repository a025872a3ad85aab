import type { WebSocket } from "ws";
import { mostMissedPings, pingEveryMs } from "#protocol/tunnel.ts";

/**
 * Ends a connection whose peer is dead: a machine that fell asleep, a network that was left. TCP itself takes a quarter of an hour to say so.
 * `everyMs` is for tests.
 */
export function endWhenDead(socket: WebSocket, everyMs = pingEveryMs): void {
  let missed = 0;
  const timer = setInterval(() => {
    if (missed >= mostMissedPings) return socket.terminate();
    missed += 1;
    socket.ping();
  }, everyMs);
  socket.on("pong", () => (missed = 0));
  socket.on("close", () => clearInterval(timer));
}
