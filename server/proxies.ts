/**
 * Regional proxies, as the primary has them: who they are, what they ask, and the stream on which they hear of endings. A proxy is the gateway
 * in a process of its own (proxy.ts); what it asks is answered here, by the same authority that serves the primary's own gateway.
 */
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import type { TerminalTicket } from "#protocol/api.ts";
import type { Caller, UserRow } from "./session.ts";
import type { ProxyRow } from "./store.ts";

export interface Proxies {
  /** As those who run the door see them. Throws `forbidden` for members. */
  list(user: UserRow): Promise<ProxyRow[]>;
  /** The token's text is given here and nowhere again. Throws `bad_request`, `name_taken`, `forbidden`. */
  create(user: UserRow, name: string): Promise<{ proxy: ProxyRow; token: string }>;
  /** Throws `not_found`, and like `create`. */
  rename(user: UserRow, id: string, name: string): Promise<ProxyRow>;
  /** Another token; who shows the one before is cut off. Throws `not_found`, `forbidden`. */
  renewToken(user: UserRow, id: string): Promise<{ proxy: ProxyRow; token: string }>;
  /** Throws `not_found`, `forbidden`. */
  remove(user: UserRow, id: string): Promise<void>;
  /** Those that have registered once: where apps can be opened through. Throws `unavailable`. */
  listGateways(): Promise<ProxyGateway[]>;
  /** What was last known of them, without waiting. */
  recallGateways(): readonly ProxyGateway[];
  /** The proxy under whose wildcard an app host is; null for none. Throws `unavailable`. */
  findByHost(host: string): Promise<ProxyGateway | null>;
  /** For the caller's next socket of this terminal through a region. Throws `not_found` where that is out of reach, `unavailable`. */
  createTerminalTicket(caller: Pick<Caller, "key">, terminalId: string, region: string): Promise<TerminalTicket>;
  handle(request: IncomingMessage, response: ServerResponse, path: string): Promise<void>;
  /** Throws why the proxy is not taken. */
  accept(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void>;
  close(): void;
}

export interface ProxyGateway {
  id: string;
  name: string;
  /** Its access URL's origin. */
  url: string;
  wildcard: string;
  healthy: boolean;
}

export { createAgentTickets, type AgentTickets } from "./proxies/agent-tickets.ts";
export { openProxies } from "./proxies/open.ts";
