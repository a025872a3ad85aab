/**
 * What the server says of regional proxies, and tickets for them: through the agent's own tunnels to it. Guards the agent's token: a proxy is shown
 * a ticket that is worth something there alone. Trusts the server for which proxies there are; where they are is looked at here once more.
 */
import type { ProxyAddress, RegionsTold, TicketAsked } from "#protocol/tunnel.ts";
import { findAddressProblem } from "#tunnel/allowed-address.ts";
import type { TunnelConnection } from "#tunnel/connection.ts";
import { readTold } from "#tunnel/told.ts";

const maxLineBytes = 256 * 1024;
/** Proxies that are dialled at most. */
const maxProxies = 100;
const ticketWithinMs = 10_000;

export interface Regions {
  /** Listens to one tunnel until it closes. `onTooMuch`: it is listened to no more. */
  serve(from: TunnelConnection, onTooMuch: (why: string) => void): void;
  /** Tells which proxies there are, at once and at every change. Returns what ends that. */
  follow(heard: (proxies: readonly ProxyAddress[]) => void): () => void;
  /** For one connection to this proxy; null while there is none to be had. Never throws. */
  askTicket(proxyId: string): Promise<string | null>;
}

interface Line {
  from: TunnelConnection;
  proxies: ProxyAddress[];
  waiting: Map<number, (ticket: string | null) => void>;
}

/** `say`: told of an address that is not dialled. */
export function createRegions(say: (text: string) => void): Regions {
  /** Oldest first. */
  const lines = new Set<Line>();
  let known: readonly ProxyAddress[] = [];
  let hear: (proxies: readonly ProxyAddress[]) => void = () => undefined;
  let asked = 0;
  const refusedUrls = new Set<string>();
  const mayDial = ({ id, url }: ProxyAddress): boolean => {
    const problem = findAddressProblem(new URL(url));
    if (problem === null) return true;
    if (!refusedUrls.has(url)) say(`The proxy ${id} is not dialled at ${url}: ${problem}`);
    if (refusedUrls.size < maxProxies) refusedUrls.add(url);
    return false;
  };
  const take = (line: Line, told: RegionsTold) => {
    if (told.type === "ticket") {
      line.waiting.get(told.ask)?.(told.ticket);
      line.waiting.delete(told.ask);
      return;
    }
    line.proxies = told.proxies.filter(mayDial);
    // All replicas together: one that has just started may not know them yet.
    known = [...new Map([...lines].flatMap(({ proxies }) => proxies).map((proxy) => [proxy.id, proxy])).values()];
    hear(known);
  };
  return {
    serve(from, onTooMuch) {
      const line: Line = { from, proxies: [], waiting: new Map() };
      lines.add(line);
      from.once("close", () => {
        // What it told stays known: the server may be back in a moment, and connections that stand need no ticket.
        lines.delete(line);
        for (const give of line.waiting.values()) give(null);
      });
      readTold(from, {
        ...{ maxLineBytes, onTooMuch },
        heard(text) {
          const told = parse(text);
          if (told) take(line, told);
        },
      });
    },
    follow(heard) {
      hear = heard;
      heard(known);
      return () => (hear = () => undefined);
    },
    async askTicket(proxy) {
      const line = [...lines].at(-1);
      if (!line) return null;
      const ask = ++asked;
      const question: TicketAsked = { type: "ticket", ask, proxy };
      return new Promise((resolve) => {
        const timer = setTimeout(() => (line.waiting.delete(ask), resolve(null)), ticketWithinMs).unref();
        line.waiting.set(ask, (ticket) => {
          clearTimeout(timer);
          resolve(ticket);
        });
        line.from.write(`${JSON.stringify(question)}\n`);
      });
    },
  };
}

/** Null for what says nothing we know: the server may be another version. */
function parse(text: string): RegionsTold | null {
  try {
    const { type, ask, ticket, proxies } = JSON.parse(text) as Record<string, unknown>;
    if (type === "ticket" && typeof ask === "number" && (ticket === null || typeof ticket === "string")) return { type, ask, ticket };
    if (type === "proxies" && Array.isArray(proxies)) return { type, proxies: proxies.slice(0, maxProxies).filter(isProxy) };
    return null;
  } catch {
    return null;
  }
}

function isProxy(given: unknown): given is ProxyAddress {
  if (typeof given !== "object" || given === null) return false;
  const { id, url } = given as Record<string, unknown>;
  return typeof id === "string" && typeof url === "string" && URL.canParse(url);
}
