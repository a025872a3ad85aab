/** What runs. The door of the workspaces room: which machine and app an address means, who may open it, and how that is changed. */
import type { AppChange, AppView, Cors, PortChange, PortView } from "#protocol/api.ts";
import type { HostFacts } from "#protocol/tunnel.ts";
import type { WebSocket } from "ws";
import type { UserRow } from "./session.ts";
import type { Reach } from "./workspaces/reach.ts";

export type AppTarget = { workspace: string; user: string } & (
  { kind: "port"; port: number; tls: boolean } | { kind: "app"; slug: string }
);

export interface OpenApp {
  kind: "open";
  workspaceId: string;
  ownerId: string;
  reach: Reach;
  /** Where to dial in the workspace; `localhost` stands for both of its loopback addresses. */
  host: string;
  port: number;
  tls: { verify: boolean } | null;
  cors: Cors;
}

export type Found = OpenApp | { kind: "sign_in" } | { kind: "not_found" } | { kind: "offline" };

export interface Workspaces {
  /** What an address means to a person (null: nobody signed in). Unknown and forbidden are the same answer. Throws `unavailable`. */
  find(target: AppTarget, user: UserRow | null): Promise<Found>;
  /** The workspaces a person may see, with what runs in them now and what of it they may open. */
  list(user: UserRow): Promise<Workspace[]>;
  /** Adds a machine. Its token is for its agent, and shown here once. Throws `bad_request`, `name_taken`. */
  create(user: UserRow, name: string): Promise<{ workspace: Workspace; token: string }>;
  /** Another token for the agent; the one before ends at once. Throws `not_found`, `forbidden`. */
  renewToken(user: UserRow, workspaceId: string): Promise<string>;
  /** Removes a machine with everything declared in it; its agent is cut off. Throws `not_found`, `forbidden`. */
  remove(user: UserRow, workspaceId: string): Promise<void>;
  /** Takes the tunnel of an agent that shows this key. Throws `invalid_token` when no workspace is its. */
  attach(tokenId: string, socket: WebSocket): Promise<void>;
  /** Declares or changes an app. Throws `not_found`, `forbidden`, `bad_request` with the field, `declared_in_file`. */
  putApp(user: UserRow, workspaceId: string, slug: string, change: AppChange): Promise<Workspace>;
  removeApp(user: UserRow, workspaceId: string, slug: string): Promise<void>;
  /** Says who may open a port. Throws like `putApp`. */
  putPort(user: UserRow, workspaceId: string, port: number, change: PortChange): Promise<Workspace>;
  /** `item`: an app's slug or a port that the person sees in the workspace. */
  pin(user: UserRow, workspaceId: string, item: string): Promise<void>;
  unpin(user: UserRow, workspaceId: string, item: string): Promise<void>;
  close(): void;
}

export interface Workspace {
  id: string;
  name: string;
  owner: string;
  mine: boolean;
  mayOpenTerminals: boolean;
  state: "online" | "offline";
  /** True for the door's own machine. */
  builtIn: boolean;
  /** Null while it is online, and before it was the first time. */
  lastSeenAt: number | null;
  /** For its owner, while it is online. */
  facts: HostFacts | null;
  apps: ListedApp[];
  ports: ListedPort[];
  fileProblem: string | null;
}

/** As the API has it, but for where it opens, which the gateway knows. Times are ms since the epoch. */
export interface ListedApp extends Omit<AppView, "url" | "host" | "href" | "sharedUntil"> {
  /** Null for who does not own it. */
  url: string | null;
  sharedUntil: number | null;
}

export interface ListedPort extends Omit<PortView, "process" | "host" | "href" | "sharedUntil"> {
  process: string | null;
  sharedUntil: number | null;
}

export type { LocalMachine, Reach } from "./workspaces/reach.ts";
export { openWorkspaces } from "./workspaces/open.ts";
