/** The shapes of the JSON API under /api/v1, as the browser and the CLI see them. Types only: importing this costs no bytes. */

import type { HeldBackView, Sharing } from "./sharing.ts";
import type { End } from "./terminal.ts";
import type { HostFacts } from "./tunnel.ts";

export type { ActivityKind, ActivityView, WorkspaceSettings } from "./workspace.ts";
export type { HeldBackView, Sharing } from "./sharing.ts";

export type Role = "owner" | "admin" | "member";
export type KeyKind = "session" | "token" | "app";

/** What a key may be used for. `all` is what a session has; a token gets what its maker chose. */
export type Scope =
  | "all"
  | "account:read"
  | "account:write"
  | "keys:read"
  | "keys:write"
  | "workspaces:read"
  | "workspaces:write"
  | "apps:publish"
  | "machines:enrol"
  | "terminals:read"
  | "terminals:write"
  | "proxies:read"
  | "proxies:write"
  | "app_connect"
  | "agent";

/** Why a key ended, when it did not simply run out. */
export type EndReason =
  | "signed_out" // by its own holder
  | "ended_elsewhere" // by the same person from another device
  | "password_changed"
  | "password_reset" // by an administrator on the command line
  | "user_suspended"
  | "unused" // not used for its whole lifetime
  | "absolute" // the absolute duration was over
  | "replaced"; // the same device signed in again

export interface UserView {
  id: string;
  email: string;
  name: string;
  role: Role;
  createdAt: string;
}

export interface KeyView {
  id: string;
  kind: KeyKind;
  /** Of a token: the name it was given. Of a session: the device's name. */
  name: string;
  scopes: Scope[];
  lifetimeSeconds: number;
  createdAt: string;
  lastUsedAt: string;
  expiresAt: string;
  absoluteExpiresAt: string | null;
  ip: string;
  userAgent: string;
  deviceId: string | null;
  /** True for the key this very request was made with. */
  current: boolean;
  /** Of a token: the token that made it, and that it ends with. */
  parentId: string | null;
  /** True for a token from before there was a limit, or a lower one: it keeps its end. */
  longerThanAllowed: boolean;
  /** How the device is kept signed in: with a device key it can resume, else by its cookie alone. */
  keptBy: "cookie_and_device_key" | "cookie" | "token";
}

/** `GET /keys`. */
export interface KeysView {
  keys: KeyView[];
  /** The most that a token may be given. */
  maxTokenLifetimeSeconds: number;
  /** Whose tokens can be ended as well: for administrators, in a session. */
  proxies: { id: string; name: string; lastSeenAt: string | null }[];
}

export interface DeviceView {
  id: string;
  name: string;
  createdAt: string;
  lastResumedAt: string | null;
}

export interface SessionView {
  user: UserView;
  key: KeyView;
  device: DeviceView | null;
  /** When the cookie this request carried ends, ISO 8601; null with a bearer token. */
  cookieExpiresAt: string | null;
}

/** What was last seen of an app: `unknown` until it was asked once. */
export type Health = "healthy" | "unhealthy" | "unknown";

/** `allow`: the gateway lets the same person's other apps read answers. `passthrough`: the app speaks CORS for itself. */
export type Cors = "allow" | "passthrough";

/** `strip`: no header that names the caller reaches the app. `passthrough`: those of a proxy in front do; only for an app that its owner alone opens. */
export type Identity = "strip" | "passthrough";

export interface AppView {
  slug: string;
  name: string;
  /** Where it listens in its workspace. A path and query in it are where the app opens. For whoever owns it alone. */
  url?: string;
  /** The app's own host, with the wildcard's port; empty without a wildcard. */
  host: string;
  /** Where it opens, seen from the door, without `path`: `//<host>`, or `/@…` with path apps; empty where it cannot be opened. */
  href: string;
  /** Where it opens on its host: path and query. */
  path: string;
  /** A name from the list of icons, or an emoji; null for the default. */
  icon: string | null;
  sharing: Sharing;
  /** When the sharing falls back to `owner`, ISO 8601; null for never. */
  sharedUntil: string | null;
  heldBack?: HeldBackView;
  cors: Cors;
  identity: Identity;
  /** Asked to find out whether the app is well; null: whether it takes a connection. */
  healthPath: string | null;
  health: Health;
  /** False where the certificate of an https app is taken unseen. */
  tlsVerify: boolean;
  /** Declared in latchkey.yaml, and so changed there and not here. */
  fromFile: boolean;
  pinned: boolean;
}

export interface PortView {
  port: number;
  /** The program that listens, where the door may see it. */
  process?: string;
  /** The port's own host, with the wildcard's port; empty without a wildcard. */
  host: string;
  /** As of an app. */
  href: string;
  sharing: Sharing;
  sharedUntil: string | null;
  heldBack?: HeldBackView;
  /** The port speaks TLS. */
  tls: boolean;
  tlsVerify: boolean;
  /** False for a port that is shared and on which nothing listens now. */
  listening: boolean;
  pinned: boolean;
}

export interface WorkspaceView {
  id: string;
  name: string;
  /** The owner's handle. */
  owner: string;
  /** True for the owner: may declare apps and share. */
  mine: boolean;
  /** Whether the caller may open terminals here: the owner, and administrators where the owner lets them. */
  mayOpenTerminals: boolean;
  /** The door's own machine: it has no agent of its own, and is not removed here. */
  builtIn: boolean;
  /** When it was last connected, ISO 8601; null while it is online, and before it ever was. */
  lastSeenAt: string | null;
  /** What the machine is and how it fares; for its owner, while it is online. */
  facts: HostFacts | null;
  state: "online" | "offline";
  /** The most that anybody may share on this server; absent where that is `public`. */
  maxSharing?: Exclude<Sharing, "public">;
  /** For its owner, until `maxSharing` of its settings is set: its file may share publicly only because it could before there was a ceiling. */
  asksMaxSharing?: true;
  /** For its owner, until they have said that it was them: an agent of another place took the machine over. */
  takenOver?: { at: string; place: string; from: string };
  apps: AppView[];
  ports: PortView[];
  /** What is wrong with latchkey.yaml, in one line; for the owner alone. The last good reading stays in force. */
  fileProblem?: string;
  /** Why its connection was ended by the server, in one sentence; for the owner alone, until one has stayed for a minute. */
  problem?: string;
  /** How many there are that are not in these lists; left out when there are none. `machines`: of the same owner, on their last one. */
  more?: { apps: number; ports: number; terminals: number; machines: number };
}

/** Answer of `POST /workspaces` and `POST /workspaces/{id}/token`: how the machine's agent is started. The token is shown this once. */
export interface Enrolment {
  workspace: WorkspaceView;
  token: string;
  /** To be run on the machine. */
  command: string;
}

/** Body of `PUT /workspaces/{id}/apps/{slug}`: what is left out stays as it is; a new app needs `url`. */
export interface AppChange {
  name?: string;
  url?: string;
  icon?: string | null;
  sharing?: Sharing;
  /** ISO 8601 with an offset, in the future; null for no end. */
  sharedUntil?: string | null;
  cors?: Cors;
  identity?: Identity;
  healthPath?: string | null;
  tlsVerify?: boolean;
}

/** Body of `PUT /workspaces/{id}/ports/{port}`. */
export interface PortChange {
  sharing: Sharing;
  sharedUntil?: string | null;
  tls?: boolean;
  tlsVerify?: boolean;
}

/** A PTY kept alive on its machine. */
export interface TerminalView {
  /** Its machine and its id there, joined by a dot: no machine can speak for another's terminal. In a `Hello` is the second part alone. */
  id: string;
  workspaceId: string;
  /** Given by a person; null: none was. */
  name: string | null;
  /** As the program in it has set it; may be empty. */
  title: string;
  /** The program in the foreground, such as `vim`. */
  command: string;
  columns: number;
  rows: number;
  /** How many look at it now. */
  viewers: number;
  createdAt: string;
  /** When it last said or was told something, by the door's clock. */
  activeAt: string;
  /** Null while it runs. */
  ended: End | null;
}

/**
 * Body of `POST /workspaces/{id}/terminals`, answered 201 `{terminal}`. Without `command` the shell of the machine's owner, without `cwd` in
 * the home folder. Problems: `workspace_offline`, `too_many_terminals`, `terminal_failed`, `forbidden`, `password_needed`.
 */
export interface NewTerminal {
  command?: string;
  cwd?: string;
  name?: string;
  columns?: number;
  rows?: number;
}

/**
 * Answer of `POST /terminals/{id}/tickets` `{region}`, 201: for one WebSocket through that proxy (a region's id), within 30 seconds. Problems:
 * `not_found` where there is no such region or it is out of reach.
 */
export interface TerminalTicket {
  ticket: string;
  /** Of the WebSocket, without its query. */
  url: string;
}

/**
 * Body of `POST /session/confirm`, answered 204: what is asked for by the problem `password_needed`, where a door is set to ask again before
 * terminals. Problems: `wrong_password`, `rate_limited`.
 */
export interface Confirmation {
  password: string;
}

/** Body of `PATCH /terminals/{id}`, answered 200 `{terminal}`. */
export interface TerminalChange {
  /** Null takes the name away. */
  name: string | null;
}

export interface Problem {
  type: string;
  title: string;
  status: number;
  code: string;
  detail?: string;
  field?: string;
  retryAfterSeconds?: number;
  endedAt?: string;
  reason?: EndReason;
}

/** Sent over the live socket (`/api/v1/live`), one JSON text per message. */
export type LiveMessage =
  | { type: "hello"; buildId: string }
  /** Something of the person's own changed; the screens that show it ask again. */
  | { type: "changed"; what: "keys" | "account" | "workspaces" | "terminals" | "regions" };

/** Close codes of our WebSockets (4000–4999 are the application's, RFC 6455 §7.4.2). */
export const closeCodes = { sessionEnded: 4001, shuttingDown: 1012, tryAgain: 1013 } as const;

/** Requests that carry this header (value `1`) never count as use: polling, prefetch, the service worker. */
export const passiveHeader = "latchkey-passive";
