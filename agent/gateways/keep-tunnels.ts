/**
 * Keeps tunnels to one address: to the one process there, or to each of the replicas that share it (see protocol/tunnel.ts). Dials, serves,
 * and dials again when one is gone.
 */
import type { WebSocket } from "ws";
import { replicaHeader, type GatewaysTold } from "#protocol/tunnel.ts";
import { dialTunnel, type Dialling, type Outcome } from "./dial-tunnel.ts";
import { searchMs } from "./waits.ts";

export interface Keeping extends Omit<Dialling, "token"> {
  /** What is shown at the next dial, and at that alone; null: there is nothing to be shown now. Never throws. */
  credential(): Promise<string | null>;
  /** Answers what the other end opens in a tunnel; `onGateways` is to be given what it tells of gateways. */
  serve(socket: WebSocket, onGateways: (told: GatewaysTold) => void): void;
  /** `count`: how many tunnels there are now; `isFirst`: there has never been one before. */
  onOpen(count: number, isFirst: boolean): void;
  /** A tunnel was lost, or could not be had; `left`: how many there are. Gives what to wait before the next try while there is none; null: try no more. */
  onFailure(outcome: Outcome, left: number, failures: number): number | null;
}

export interface Kept {
  close(): void;
}

export function keepTunnels(parts: Keeping): Kept {
  const { credential, serve, onOpen, onFailure } = parts;
  /** By replica; a door of before there were any has none, and the empty name. */
  const held = new Map<string, WebSocket>();
  const told = new Map<WebSocket, GatewaysTold>();
  const closers = new Set<{ close(): void }>();
  let isDialling = false;
  let timer: NodeJS.Timeout | undefined;
  let failures = 0;
  let searches = 0;
  let hasBeenOpen = false;
  let closed = false;

  const isMissing = () =>
    held.size === 0 || [...told.values()].some(({ replica, others }) => [replica, ...others].some((id) => !held.has(id)));
  const dialIn = (ms: number) => {
    clearTimeout(timer);
    timer = setTimeout(dial, ms);
  };
  /** Something may be missing that was not before. */
  const searchAnew = () => {
    if (closed || isDialling || held.size === 0 || !isMissing()) return;
    searches = 0;
    dialIn(searchMs(0));
  };
  const take = (socket: WebSocket, replica: string) => {
    const before = held.get(replica);
    held.set(replica, socket);
    if (before) drop(before);
    onOpen(held.size, !hasBeenOpen);
    hasBeenOpen = true;
    failures = 0;
    searches = 0;
    serve(socket, (line) => {
      told.set(socket, line);
      searchAnew();
    });
  };
  const drop = (socket: WebSocket) => {
    told.delete(socket);
    socket.terminate();
  };

  function dial() {
    if (closed || isDialling || !isMissing()) return;
    isDialling = true;
    void credential().then((token) => {
      if (closed) return;
      if (token !== null) return dialWith(token);
      isDialling = false;
      fail({ kind: "unreachable", problem: "is dialled with a ticket of the server, which does not answer" });
    });
  }
  function dialWith(token: string) {
    let mine: { socket: WebSocket; replica: string } | null = null;
    const dialled = dialTunnel(
      { ...parts, token, held: [...held.keys()].filter((id) => id !== "") },
      {
        onOpen(socket, headers) {
          isDialling = false;
          mine = { socket, replica: String(headers[replicaHeader] ?? "") };
          take(socket, mine.replica);
          if (isMissing()) dialIn(searchMs(searches++));
        },
        onOver(outcome) {
          closers.delete(dialled);
          if (mine) return lose(mine.socket, mine.replica, outcome);
          isDialling = false;
          fail(outcome);
        },
      },
    );
    closers.add(dialled);
  }
  function lose(socket: WebSocket, replica: string, outcome: Outcome) {
    told.delete(socket);
    // Replaced by a newer one of our own.
    if (held.get(replica) !== socket) return;
    held.delete(replica);
    searches = 0;
    fail(outcome);
  }
  function fail(outcome: Outcome) {
    if (closed) return;
    const isHeld = outcome.kind === "refused" && outcome.status === 409 && held.size > 0;
    const wait = isHeld ? 0 : onFailure(outcome, held.size, failures + 1);
    if (wait === null) return;
    if (held.size > 0) {
      if (isMissing() && !isDialling) dialIn(searchMs(searches++));
      return;
    }
    failures += 1;
    if (!isDialling) dialIn(wait);
  }

  dial();
  return {
    close() {
      closed = true;
      clearTimeout(timer);
      for (const each of closers) each.close();
      closers.clear();
    },
  };
}
