/** The shapes of the JSON API under /api/v1, as the browser and the CLI see them. Types only: importing this costs no bytes. */

export type Role = "owner" | "admin" | "member";
export type KeyKind = "session" | "token" | "app";

/** What a key may be used for. `all` is what a session has; a token gets what its maker chose. */
export type Scope =
  "all" | "account:read" | "account:write" | "keys:read" | "keys:write" | "workspaces:read" | "workspaces:write" | "app_connect";

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
  /** How the device is kept signed in: with a device key it can resume, else by its cookie alone. */
  keptBy: "cookie_and_device_key" | "cookie" | "token";
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

/** Who may open an app or port: its owner alone, everybody signed in, or anybody. */
export type Sharing = "owner" | "authenticated" | "public";

export interface PortView {
  port: number;
  /** The program that listens, where the door may see it. */
  process?: string;
  /** The port's own host, with the wildcard's port. */
  host: string;
  sharing: Sharing;
}

export interface WorkspaceView {
  id: string;
  name: string;
  /** The owner's handle. */
  owner: string;
  state: "online" | "offline";
  apps: never[];
  ports: PortView[];
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
  | { type: "changed"; what: "keys" | "account" };

/** Close codes of our WebSockets (4000–4999 are the application's, RFC 6455 §7.4.2). */
export const closeCodes = { sessionEnded: 4001, shuttingDown: 1012 } as const;

/** Requests that carry this header (value `1`) never count as use: polling, prefetch, the service worker. */
export const passiveHeader = "latchkey-passive";
