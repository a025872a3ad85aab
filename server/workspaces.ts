/** What runs. The door of the workspaces room: which machine and app an address means, and who may open it. */
import type { UserRow } from "./session.ts";

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
}

export { openWorkspaces } from "./workspaces/open.ts";
