/** What runs. The door of the workspaces room: which machine and app an address means, who may open it, and how that is changed. */
import type { Duplex } from "node:stream";
import type {
  AppChange,
  AppView,
  Cors,
  Identity,
  NewTerminal,
  PortChange,
  PortView,
  Sharing,
  TerminalView,
  WorkspaceSettings,
} from "#protocol/api.ts";
import type { HostFacts } from "#protocol/tunnel.ts";
import type { WebSocket } from "ws";
import type { Caller, UserRow } from "./session.ts";
import type { ActivityRow } from "./store.ts";
import type { Reach } from "./workspaces/reach.ts";
import type { HeldBack } from "./workspaces/sharing.ts";

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
  /** Whether the app is told by a proxy in front who is calling; without a word it is not. */
  identity?: Identity;
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
  /** Whether an agent that shows this key may be the machine now; false: another one runs, and stays. Throws `unavailable`. */
  admit(tokenId: string, place: AgentPlace): Promise<boolean>;
  /** Takes the tunnel of an agent that was admitted. Throws `invalid_token` when no workspace is its. */
  attach(tokenId: string, socket: WebSocket, place: AgentPlace): Promise<void>;
  /** Whether there is a tunnel of this very process of the agent that shows this key. */
  holds(tokenId: string, process: string): boolean;
  /** Its owner says that it was them who moved its agent to another place. Throws `not_found`, `forbidden`. */
  confirmAgent(actor: Actor, workspaceId: string): Promise<void>;
  /** Ends the token of its agent, which is cut off. Throws `not_found`, `forbidden`, `bad_request` for the server's own machine. */
  endToken(actor: Actor, workspaceId: string): Promise<void>;
  /** The workspace whose agent shows this key; null for none. Throws `unavailable`. */
  findByToken(tokenId: string): Promise<string | null>;
  /** Declares or changes an app. Throws `not_found`, `forbidden`, `bad_request` with the field, `declared_in_file`. */
  putApp(user: UserRow, workspaceId: string, slug: string, change: AppChange, requirePublishing?: RequirePublishing): Promise<Workspace>;
  removeApp(user: UserRow, workspaceId: string, slug: string): Promise<void>;
  /** Says who may open a port. Throws like `putApp`. */
  putPort(user: UserRow, workspaceId: string, port: number, change: PortChange, requirePublishing?: RequirePublishing): Promise<Workspace>;
  /** `item`: an app's slug or a port that the person sees in the workspace. */
  pin(user: UserRow, workspaceId: string, item: string): Promise<void>;
  unpin(user: UserRow, workspaceId: string, item: string): Promise<void>;
  /** Takes somebody else's machine off the person's lists. Throws `not_found`, `bad_request` for one of their own. */
  hide(user: UserRow, workspaceId: string): Promise<void>;
  unhide(user: UserRow, workspaceId: string): Promise<void>;
  /** Those that are there still, the last hidden first. */
  listHidden(user: UserRow): Promise<HiddenWorkspace[]>;
  /** Throws `not_found`, `forbidden` for all but its owner. */
  readSettings(user: UserRow, workspaceId: string): Promise<WorkspaceSettings>;
  /** What is left out stays. Throws `forbidden` also for what is over the server's ceiling. */
  changeSettings(actor: Actor, workspaceId: string, settings: Partial<WorkspaceSettings>): Promise<WorkspaceSettings>;
  readonly terminals: Terminals;
  close(): void;
}

/** Asked before something is opened to anybody; throws why the caller may not. Whoever takes a change from outside gives it. */
export type RequirePublishing = () => Promise<void>;

/** Where an agent runs, as it says itself, and the address from which it dials. */
export interface AgentPlace {
  /** Of its installation; null for an agent from before 0.2.0, which keeps none. */
  instance: string | null;
  process: string;
  hostname: string | null;
  address: string;
}

/** Who does something, and with what. */
export type Actor = Pick<Caller, "user" | "key">;

/**
 * Terminals, where a person may open them. All throw `not_found` where the person sees no such workspace, `forbidden` where they may open no
 * terminals in it, `unavailable`; what asks the machine also `workspace_offline`, `terminal_failed`.
 */
export interface Terminals {
  /** None while the machine is offline. */
  list(user: UserRow, workspaceId: string): Promise<ListedTerminal[]>;
  listAll(user: UserRow): Promise<ListedTerminal[]>;
  /** Throws `bad_request` with the field, `too_many_terminals`, `password_needed`. */
  create(actor: Actor, workspaceId: string, given: NewTerminal): Promise<ListedTerminal>;
  rename(actor: Actor, id: string, name: string | null): Promise<ListedTerminal>;
  end(actor: Actor, id: string): Promise<void>;
  /** The stream of a viewer: messages of protocol/terminal.ts both ways. Throws `password_needed`. */
  attach(actor: Actor, id: string, viewer: Viewing): Promise<Duplex>;
  /**
   * The same for who attaches at a gateway of its own: all that is asked of the person, and nothing of the machine. Gives the workspace, and the
   * terminal's own id there. Throws `password_needed`.
   */
  admit(actor: Actor, id: string): Promise<{ workspaceId: string; terminal: string }>;
  /** The person has typed in a terminal, or given the password: this device is not asked for it for a while. */
  noteUse(actor: Actor): Promise<void>;
  /** Whether the person may still look at the terminal. Throws `unavailable`. */
  stateOf(user: UserRow, id: string): Promise<"online" | "offline" | "closed">;
  /** What was done in a workspace, newest first; `before`: the id of the last of the page before. */
  listActivity(user: UserRow, workspaceId: string, before: string | null): Promise<{ activity: ActivityRow[]; more: boolean }>;
  /** The same of all workspaces that are the person's. */
  listOwnActivity(user: UserRow, before: string | null): Promise<{ activity: ActivityRow[]; more: boolean }>;
}

export interface Viewing {
  /** Chosen by the viewer, and kept by it through every break. */
  viewer: string;
  columns: number;
  rows: number;
  /** Output that it has already; null for none. */
  offset: number | null;
}

/** As the API has it; times are ms since the epoch, by the door's clock. */
export interface ListedTerminal extends Omit<TerminalView, "createdAt" | "activeAt"> {
  createdAt: number;
  activeAt: number;
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
  /** The most that anybody may share on this server. */
  maxSharing: Sharing;
  /** Its file may share publicly only because it could before there was a ceiling, and the owner has not been asked. */
  asksMaxSharing: boolean;
  /** For its owner: an agent of another place took it over, and they have not said that it was them. */
  takenOver: { at: number; place: string; from: string } | null;
  apps: ListedApp[];
  ports: ListedPort[];
  /** How many there are of each that are not in these lists. */
  more: { apps: number; ports: number; terminals: number; machines: number };
  fileProblem: string | null;
  /** Why its tunnel was ended here, in one sentence for its owner; null: it was not, of late. */
  problem: string | null;
}

/** A workspace of somebody else that a person has hidden. */
export interface HiddenWorkspace {
  id: string;
  name: string;
  owner: string;
}

/** As the API has it, but for where it opens, which the gateway knows. Times are ms since the epoch. */
export interface ListedApp extends Omit<AppView, "url" | "host" | "href" | "sharedUntil" | "heldBack"> {
  /** Null for who does not own it. */
  url: string | null;
  sharedUntil: number | null;
  heldBack: HeldBack | null;
}

export interface ListedPort extends Omit<PortView, "process" | "host" | "href" | "sharedUntil" | "heldBack"> {
  process: string | null;
  sharedUntil: number | null;
  heldBack: HeldBack | null;
}

export type { Gateways } from "./workspaces/tunnel/tell-gateways.ts";
export type { Regions, TicketHolder } from "./workspaces/tunnel/tell-regions.ts";
export { createReach, type LocalMachine, type Reach } from "./workspaces/reach.ts";
export { attachTo } from "./workspaces/terminals/ask.ts";
export { openWorkspaces } from "./workspaces/open.ts";
