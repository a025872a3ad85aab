/** How a workspace is reached: through the machine's own network here, through its agent's tunnel elsewhere. The gateway sees no difference. */
import { Agent } from "node:http";
import { Agent as TlsAgent } from "node:https";
import type { Duplex } from "node:stream";
import { connect as connectTls } from "node:tls";
import type { Listed } from "#protocol/terminal.ts";
import type { HostFacts, PortFact } from "#protocol/tunnel.ts";

export interface Place {
  host: string;
  port: number;
  tls: { verify: boolean } | null;
}

export interface Reach {
  /** Pools of kept connections: for `http` and for `https`. */
  readonly agents: { plain: Agent; tls: TlsAgent };
  /** A connection of one's own; its errors have the codes of Node's sockets. */
  open(place: Place): Duplex;
  /** Null while the workspace cannot be asked. */
  listPorts(): Promise<PortFact[]>;
  /** A connection to its terminals (protocol/terminal.ts); its errors have the codes of Node's sockets. May throw them. */
  openTerminals(): Duplex;
  close(): void;
}

/** The agent of the door's own machine, in process. */
export interface LocalMachine {
  /** Throws when its rules forbid it. */
  dial(host: string, port: number): Duplex;
  listPorts(): Promise<PortFact[]>;
  readFacts(): Promise<HostFacts>;
  openTerminals(): Duplex;
  /** Null: it has none. */
  listTerminals(): Listed | null;
  /** Returns what ends it. */
  onTerminals(heard: () => void): () => void;
}

/** `dial` opens a TCP connection in the workspace. */
export function createReach({ dial, listPorts, openTerminals }: Pick<LocalMachine, "dial" | "listPorts" | "openTerminals">): Reach {
  const options = { keepAlive: true, maxFreeSockets: 64, timeout: 60_000, scheduling: "lifo" } as const;
  const open = ({ host, port, tls }: Place): Duplex => {
    const socket = dial(host, port);
    if (!tls) return socket;
    return connectTls({ socket, servername: isName(host) ? host : "", rejectUnauthorized: tls.verify, ALPNProtocols: ["http/1.1"] });
  };
  class Plain extends Agent {
    override createConnection({ host, port }: Dialled): Duplex {
      return whole(open({ host: host ?? "", port: Number(port), tls: null }));
    }
  }
  class Tls extends TlsAgent {
    override createConnection({ host, port, rejectUnauthorized }: Dialled): Duplex {
      return whole(open({ host: host ?? "", port: Number(port), tls: { verify: rejectUnauthorized ?? true } }));
    }
  }
  const agents = { plain: new Plain(options), tls: new Tls(options) };
  return {
    agents,
    open,
    listPorts,
    openTerminals,
    close() {
      agents.plain.destroy();
      agents.tls.destroy();
    },
  };
}

interface Dialled {
  host?: string | null | undefined;
  port?: number | string | null | undefined;
  rejectUnauthorized?: boolean | undefined;
}

/**
 * Half-open is for upgraded protocols. A kept connection that the app ends, as every server does after a while, must leave the pool: nobody
 * would ever answer what is asked on it next.
 */
function whole(socket: Duplex): Duplex {
  return socket.once("end", () => socket.end());
}

/** A certificate names hosts; RFC 6066 §3 allows no address in the name that is asked for. */
function isName(host: string): boolean {
  return /[a-z]/i.test(host) && !host.includes(":");
}
