/** What runs. The door of the workspaces room: which machine and app an address means, and who may open it. */
import type { UserRow } from "./session.ts";
import type { ListeningPort } from "./workspaces/listening-ports.ts";

export type AppTarget = { workspace: string; user: string } & (
  { kind: "port"; port: number; tls: boolean } | { kind: "app"; slug: string }
);

export type Found =
  | { kind: "open"; workspaceId: string; host: string; port: number; tls: { verify: boolean } | null; isPublic: boolean }
  | { kind: "sign_in" }
  | { kind: "not_found" };

export interface Workspaces {
  /** What an address means to a person (null: nobody signed in). Unknown and forbidden are the same answer. */
  find(target: AppTarget, user: UserRow | null): Promise<Found>;
  /** The workspaces a person may see, with what runs in them now. */
  list(user: UserRow): Promise<Workspace[]>;
}

export interface Workspace {
  id: string;
  name: string;
  owner: string;
  ports: ListeningPort[];
}

export { openWorkspaces } from "./workspaces/open.ts";
