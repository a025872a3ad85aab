/**
 * The door's end of a tunnel. Guards: what the agent says is text to be parsed, its bytes are the app's; it can make the door dial nothing,
 * and believe nothing about another workspace.
 */
import type { Duplex } from "node:stream";
import type { WebSocket } from "ws";
import { endWhenDead } from "#tunnel/end-when-dead.ts";
import { createMux } from "#tunnel/mux.ts";
import { maxToldLineBytes, readTold, type ToldBudget } from "#tunnel/told.ts";
import type { TerminalFact } from "#protocol/terminal.ts";
import { tunnelCloseCodes } from "#protocol/tunnel.ts";
import type { Clock } from "../../clock.ts";
import { byOurClock, isListChanged } from "../terminals/list.ts";
import { tellGateways, type Gateways } from "./tell-gateways.ts";
import { tellRegions, type TicketHolder } from "./tell-regions.ts";
import { createWatchedReader, nothingSaid, type WatchedState } from "./watched.ts";

export interface Tunnel {
  /** A TCP connection in the workspace. Its errors have the codes of Node's sockets. Throws when the tunnel is gone. */
  dial(host: string, port: number): Duplex;
  /** A connection to the terminals there. Throws when the tunnel is gone. */
  openTerminals(): Duplex;
  /** Resolves when the agent has said what runs there; soon, when it does not. */
  readonly told: Promise<void>;
  /** What the agent last said of its workspace. */
  readonly state: WatchedState;
  /** As it last said, by the door's clock. */
  listTerminals(): TerminalFact[];
  /** Connections that are open now. */
  count(): number;
  close(code: number, reason: string): void;
}

const patienceMs = 1_000;
/** An agent from before there were terminals says nothing of them. */
const tellsWithinMs = 500;

/**
 * `onTerminals`: the list of terminals says something new; `onChange`: anything else does. `gateways`: what the agent is told of them. `budget`:
 * of what this machine says, through all its tunnels. `holder`: who it is, for tickets. `onProblem`: the tunnel is ended, with one sentence on why for the machine's owner.
 */
export function openTunnel(
  socket: WebSocket,
  parts: {
    clock: Clock;
    gateways?: Gateways;
    holder?: TicketHolder;
    budget?: ToldBudget;
    onChange: () => void;
    onTerminals: () => void;
    onProblem?: (why: string) => void;
  },
): Tunnel {
  const { clock, gateways, holder, budget, onChange, onTerminals, onProblem } = parts;
  endWhenDead(socket);
  const mux = createMux(socket);
  if (gateways) tellGateways(mux.open("gateways"), gateways);
  const state: WatchedState = { ...nothingSaid };
  let terminals: TerminalFact[] = [];
  const watching = mux.open("watch").on("error", () => undefined);
  watching.end();
  const readLine = createWatchedReader();
  const awaited = new Set<keyof WatchedState>(["apps", "listed"]);
  let tellAll: () => void = () => undefined;
  const told = new Promise<void>((resolve) => (tellAll = resolve));
  setTimeout(tellAll, tellsWithinMs).unref();
  const close = (code: number, reason: string) => {
    socket.close(code, reason);
    setTimeout(() => socket.terminate(), patienceMs).unref();
  };
  /** A machine that is not heard is not online: the tunnel ends, and is dialled again. */
  const endFor = (why: string) => {
    if (socket.readyState !== socket.OPEN) return;
    onProblem?.(why);
    close(tunnelCloseCodes.toldTooMuch, why);
  };
  const hear = (line: string) => {
    const said = readLine(line);
    if (!said) return;
    const before = terminals;
    Object.assign(state, said);
    for (const part of Object.keys(said)) awaited.delete(part as keyof WatchedState);
    if (awaited.size === 0) tellAll();
    if (said.listed) terminals = byOurClock(said.listed, clock());
    if (!said.listed) onChange();
    else if (isListChanged(before, terminals)) onTerminals();
  };
  if (gateways?.regions && holder) tellRegions(mux.open("regions"), gateways.regions, { holder, onTooMuch: endFor });
  readTold(watching, { maxLineBytes: maxToldLineBytes, ...(budget && { budget }), heard: hear, onTooMuch: endFor });
  watching.once("close", () => endFor("It stopped saying what runs on it."));
  return {
    told,
    state,
    listTerminals: () => terminals,
    dial: (host, port) => mux.open(`tcp ${host.includes(":") ? `[${host}]` : host}:${port}`),
    openTerminals: () => mux.open("terminals"),
    count: mux.count,
    close,
  };
}
