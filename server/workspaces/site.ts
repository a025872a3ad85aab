/** A workspace as the other parts of this room see it, and where they are found. */
import type { Sharing } from "#protocol/api.ts";
import type { TerminalFact } from "#protocol/terminal.ts";
import type { HostFacts, PortFact } from "#protocol/tunnel.ts";
import type { WebSocket } from "ws";
import type { AgentRow, UserRow } from "../store.ts";
import type { AgentPlace } from "../workspaces.ts";
import type { Catalog } from "./catalog.ts";
import type { HealthWatch } from "./health.ts";
import type { Reach } from "./reach.ts";

export interface Site {
  id: string;
  name: string;
  owner: UserRow;
  builtIn: boolean;
  tokenId: string | null;
  lastSeenAt: number | null;
  /** Which agent it is; null for the server's own machine, which has none. */
  agent: AgentRow | null;
  /** Null while it is offline, and until its agent has said what runs there. */
  reach: Reach | null;
  /** About to be online: it has just connected; or another replica had it a moment ago, and this one is too young to know better. */
  isOnItsWay: boolean;
  readFacts(): Promise<HostFacts | null>;
  /** As the machine last said, by the door's clock. */
  listTerminals(): TerminalFact[];
  /** How many it has said that there are beyond those. */
  countMore(): { ports: number; terminals: number };
  /** Why its tunnel was ended here, in one sentence for its owner; null: it was not, of late. */
  findProblem(): string | null;
  /** The most that its own latchkey.yaml may share. */
  maxSharing: Sharing;
  /** That is `public` only because it was before there was a ceiling. */
  asksMaxSharing: boolean;
  catalog: Catalog;
  health: HealthWatch;
  /** Of ports that it says to listen, those that came last. */
  keepNewest: (ports: readonly PortFact[]) => { kept: PortFact[]; more: number };
}

export type Unreached = Omit<Site, "reach" | "isOnItsWay">;

export interface Registry {
  /** All of them, the built-in first. Suspended owners' are left out: whoever is suspended shares nothing either. Throws `unavailable`. */
  list(): Promise<Site[]>;
  /** The first that fits. */
  find(fits: (site: Unreached) => boolean): Promise<Site | null>;
  /**
   * Waits, a few seconds at most, while this agent is expected; where it is not, or `id` is of none, while any is: how long it takes tells a
   * stranger nothing of what there is. Throws `unavailable`.
   */
  settle(id: string | undefined): Promise<void>;
  /** This process has just started, and does not know yet what machines told another one. */
  isYoung(): boolean;
  /** The machine whose agent shows this token; null for none. Throws `unavailable`. */
  findByToken(tokenId: string): Promise<Pick<Site, "id" | "name" | "owner" | "catalog"> | null>;
  /** Takes an open tunnel until it closes; the one before is closed. Throws `invalid_token`, `unavailable`. */
  attach(tokenId: string, socket: WebSocket, place: AgentPlace): Promise<void>;
  holds(tokenId: string, process: string): boolean;
  /** Whether the agent that is connected here is another process than this one, and answers. */
  isAlive(workspaceId: string, process: string): Promise<boolean>;
  /** Lets go of the agent that is connected here, if it is another process than the one that has taken over. */
  release(workspaceId: string, process: string): void;
  /** Something was changed in the database. */
  forget(): void;
  close(): void;
}
