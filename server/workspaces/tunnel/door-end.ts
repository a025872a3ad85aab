/**
 * The door's end of a tunnel. Guards: what the agent says is text to be parsed, its bytes are the app's; it can make the door dial nothing,
 * and believe nothing about another workspace.
 */
import type { Duplex } from "node:stream";
import type { WebSocket } from "ws";
import { endWhenDead } from "#tunnel/end-when-dead.ts";
import { createMux } from "#tunnel/mux.ts";
import { parseWatched, type WatchedState } from "./watched.ts";

export interface Tunnel {
  /** A TCP connection in the workspace. Its errors have the codes of Node's sockets. Throws when the tunnel is gone. */
  dial(host: string, port: number): Duplex;
  /** What the agent last said of its workspace. */
  readonly state: WatchedState;
  /** Connections that are open now. */
  count(): number;
  close(code: number, reason: string): void;
}

const longestLine = 1024 * 1024;
const patienceMs = 1_000;

/** `onChange`: the state says something new. */
export function openTunnel(socket: WebSocket, onChange: () => void): Tunnel {
  endWhenDead(socket);
  const mux = createMux(socket);
  const state: WatchedState = { ports: [], facts: null, apps: {}, problem: null };
  const watching = mux.open("watch").on("error", () => undefined);
  watching.end();
  let rest = "";
  watching.setEncoding("utf8").on("data", (text: string) => {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    if (rest.length > longestLine) watching.destroy();
    for (const said of lines.map(parseWatched).filter((each) => each !== null)) {
      Object.assign(state, said);
      onChange();
    }
  });
  return {
    state,
    dial: (host, port) => mux.open(`tcp ${host.includes(":") ? `[${host}]` : host}:${port}`),
    count: mux.count,
    close(code, reason) {
      socket.close(code, reason);
      setTimeout(() => socket.terminate(), patienceMs).unref();
    },
  };
}
