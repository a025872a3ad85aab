/**
 * What door and agent say to each other. The agent dials one WebSocket; in it the door opens connections (frames.ts): `tcp <host>:<port>` is a
 * TCP connection in the workspace, `terminals` one to its terminals (terminal.ts), `watch` tells what runs there, one JSON text a line. In
 * `gateways` the door itself tells, in the same way, what else there is to dial; an agent from before there was anything refuses it.
 *
 * A door may be several replicas behind one address, any of which may answer. An agent keeps a tunnel to each: it dials the address again,
 * naming those it has, until whoever answers is another. One that it has already says so by 409, before anything is upgraded.
 */
import type { Listed } from "./terminal.ts";

/** Where an agent dials, below the door's origin. */
export const tunnelPath = "/api/v1/agents/tunnel";

/** Spoken by both ends; an agent of another number is told to upgrade. */
export const tunnelVersion = 1;
export const tunnelVersionHeader = "latchkey-tunnel-version";

/** Of the agent's installation, kept with its state: a restart is no second place. An agent that sends no process sends its process here. */
export const instanceHeader = "latchkey-agent-instance";
/** Of the agent's process, made at its start: a newer connection of the same one replaces the older without a word. */
export const processHeader = "latchkey-agent-process";
/** What its machine is called. */
export const hostnameHeader = "latchkey-agent-hostname";
/** Sent with a 409 to an agent while another runs with its token: dial again, ever more slowly. */
export const elsewhereHeader = "latchkey-agent-elsewhere";
/** Sent by whoever answers, with 101 and with 409: which replica it is. */
export const replicaHeader = "latchkey-replica";
/** Sent by the agent: to which replicas it has a tunnel, with commas between. */
export const replicasHeldHeader = "latchkey-replicas-held";

/** Each end pings that often; a peer that has not answered two in a row is dead. */
export const pingEveryMs = 15_000;
export const mostMissedPings = 2;

/** Close codes of the tunnel's WebSocket (4000–4999 are the application's, RFC 6455 §7.4.2). */
export const tunnelCloseCodes = {
  /** The token was revoked, or the workspace removed: dialling again helps nothing. */
  tokenEnded: 4001,
  /** Said by servers before 0.2.0, when another process with the same token had taken over. An agent of then ends for good when it hears it: never sent. */
  replaced: 4009,
  /** The other end told more than is listened to: the reason says what. It is dialled again. */
  toldTooMuch: 4013,
  /** The door restarts: dial again at once. */
  restarting: 1012,
} as const;

export interface PortFact {
  port: number;
  /** The program that listens, where the agent may see it. */
  process?: string;
}

export interface HostFacts {
  hostname: string;
  /** Such as `linux`, as Node names platforms. */
  platform: string;
  /** Such as `Debian GNU/Linux 12 (bookworm)`. */
  system: string;
  version: string;
  uptimeSeconds: number;
  /** Load of the last minute over the number of processors, 1 is busy; null where the system does not say. */
  load: number | null;
  memory: { usedBytes: number; totalBytes: number };
  disk: { usedBytes: number; totalBytes: number } | null;
}

/** Apps of one latchkey.yaml, and listening ports, that are told at most; of the rest, how many there are. */
export const maxAppsOfFile = 200;
export const maxPortsTold = 500;

/** A line of `watch`. Each is sent at once after connecting, and again when it has changed. */
export type Watched =
  | { type: "ports"; ports: PortFact[]; more?: number }
  | { type: "facts"; facts: HostFacts }
  /** Apps of the agent's latchkey.yaml as they stand there, unchecked; and what is wrong with the file. */
  | { type: "apps"; apps: Record<string, unknown>; more?: number; problem: string | null }
  | { type: "terminals"; listed: Listed };

/** A line of `gateways`. Each is sent at once, and again when anything of it has changed. */
export interface GatewaysTold {
  /** Who says it. */
  replica: string;
  /** The other replicas of this door. */
  others: string[];
  /** Always empty: an agent that reads them here dials them with its own token. Those that know tickets are told in `regions`. */
  proxies: ProxyAddress[];
}

export interface ProxyAddress {
  id: string;
  /** Its access URL: below it is the same path, and a ticket for this proxy opens a tunnel there. */
  url: string;
}

/**
 * A line of `regions`, which the server opens at its agents: which regional proxies there are, at once and at every change, and what is shown to
 * one of them: a ticket that is worth something there alone, for a minute, once. An agent from before there were tickets refuses `regions`.
 */
export type RegionsTold =
  | { type: "proxies"; proxies: ProxyAddress[] }
  /** Null: there is none, for this proxy is not known, or the database is away. */
  | { type: "ticket"; ask: number; ticket: string | null };

/** What the agent asks there, in the same way. `ask` numbers its questions. */
export interface TicketAsked {
  type: "ticket";
  ask: number;
  proxy: string;
}
