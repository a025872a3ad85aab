/** What the owner of a workspace sets, and what is written down of it. */
import type { Sharing } from "./sharing.ts";

/** `GET` and `PUT /workspaces/{id}/settings`: for the owner of the workspace alone. What a `PUT` leaves out stays as it is. */
export interface WorkspaceSettings {
  /** Whether owners and administrators of the door may open terminals here. */
  adminTerminals: boolean;
  /** The most that its own latchkey.yaml may share. */
  maxSharing: Sharing;
}

export type ActivityKind =
  | "terminal_opened"
  | "terminal_attached"
  | "terminal_ended"
  | "admin_terminals_on"
  | "admin_terminals_off"
  | "max_sharing_set"
  | "agent_refused"
  | "agent_moved"
  | "agent_confirmed"
  | "agent_token_ended";

/**
 * Something that somebody did in a workspace. `GET /workspaces/{id}/activity?before=<id>` answers `{activity, more}`, newest first;
 * `GET /activity?before=<id>` that of all workspaces of one's own.
 */
export interface ActivityView {
  id: string;
  workspaceId: string;
  at: string;
  kind: ActivityKind;
  /** The person's handle, as it was. */
  who: string;
  /** With what: the name of the device or token. */
  device: string;
  /** The terminal's name or command, as it was; empty where it is about none. */
  subject: string;
}
