/** What runs. The door of the workspaces room: which machine and app an address means, who may open it, and how that is changed. */
import type { AppChange, Cors, Health, PortChange, Sharing } from "#protocol/api.ts";
import type { UserRow } from "./session.ts";

export type AppTarget = { workspace: string; user: string } & (
  { kind: "port"; port: number; tls: boolean } | { kind: "app"; slug: string }
);

export interface OpenApp {
  kind: "open";
  workspaceId: string;
  ownerId: string;
  /** Where to dial in the workspace; `localhost` stands for both of its loopback addresses. */
  host: string;
  port: number;
  tls: { verify: boolean } | null;
  cors: Cors;
}

export type Found = OpenApp | { kind: "sign_in" } | { kind: "not_found" };

export interface Workspaces {
  /** What an address means to a person (null: nobody signed in). Unknown and forbidden are the same answer. Throws `unavailable`. */
  find(target: AppTarget, user: UserRow | null): Promise<Found>;
  /** The workspaces a person may see, with what runs in them now and what of it they may open. */
  list(user: UserRow): Promise<Workspace[]>;
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
  apps: ListedApp[];
  ports: ListedPort[];
  fileProblem: string | null;
}

export interface ListedApp {
  slug: string;
  name: string;
  /** Null for who does not own it. */
  url: string | null;
  path: string;
  icon: string | null;
  sharing: Sharing;
  sharedUntil: number | null;
  cors: Cors;
  healthPath: string | null;
  health: Health;
  tlsVerify: boolean;
  fromFile: boolean;
  pinned: boolean;
}

export interface ListedPort {
  port: number;
  process: string | null;
  sharing: Sharing;
  sharedUntil: number | null;
  tls: boolean;
  tlsVerify: boolean;
  listening: boolean;
  pinned: boolean;
}

export { lookupLoopback } from "./workspaces/loopback.ts";
export { openWorkspaces } from "./workspaces/open.ts";
