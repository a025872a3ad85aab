/** What is kept, as the port speaks of it. Times are ms since the epoch, by the clock of whoever wrote them. */
import type { ActivityKind, Cors, Identity, EndReason, KeyKind, Role, Scope, Sharing } from "#protocol/api.ts";

export interface UserRow {
  id: string;
  /** NFKC-normalised, lower case: see normaliseEmail in session/people.ts. */
  email: string;
  name: string;
  role: Role;
  passwordHash: string;
  createdAt: number;
  /** Moves with every change that a remembered verdict depends on (role, suspension). */
  changedAt: number;
  suspendedAt: number | null;
}

export interface KeyRow {
  id: string;
  userId: string;
  kind: KeyKind;
  name: string;
  scopes: Scope[];
  /** SHA-256 of the secret, hex. */
  secretHash: string;
  /**
   * SHA-256 of the secrets given out by resumes, newest first, at most 3: the store knows no secret, so a resumed cookie needs one of its own,
   * and the copies before it stay valid.
   */
  resumedHashes: string[];
  lifetimeSeconds: number;
  createdAt: number;
  lastUsedAt: number;
  expiresAt: number;
  absoluteExpiresAt: number | null;
  revokedAt: number | null;
  endReason: EndReason | null;
  parentId: string | null;
  ip: string;
  userAgent: string;
  deviceId: string | null;
  /** When the password was last given in this session; null for tokens, and for a session in which it was not. */
  passwordAt: number | null;
}

export interface DeviceRow {
  id: string;
  userId: string;
  name: string;
  /** Public P-256 key as JWK text; never a private part. */
  publicKeyJwk: string;
  /** The session key this device was last given; what a resume gives back. */
  keyId: string;
  createdAt: number;
  lastResumedAt: number | null;
}

export interface KeyWithHolder {
  key: KeyRow;
  user: UserRow;
  /** The parent of a child key (an app session's session); null for the others. */
  parent: KeyRow | null;
}

/** A machine with an agent in it. */
export interface WorkspaceRow {
  id: string;
  ownerId: string;
  /** Unique among its owner's. */
  name: string;
  /** The key that its agent shows. */
  tokenId: string;
  createdAt: number;
  /** When its agent was last connected; null before the first time. */
  lastSeenAt: number | null;
}

/** Which agent is a machine, as it last said of itself; null for what is not known. */
export interface AgentRow {
  /** Of its installation; null for an agent that keeps none. */
  instance: string | null;
  process: string | null;
  hostname: string | null;
  /** From which it dialled. */
  address: string | null;
  /** An agent of another place took the machine over, and its owner has not said yet that it was them. `publicBefore`: see publicKeyOf in workspaces/sharing.ts. */
  takenOver: { at: number; from: string; publicBefore: string[] } | null;
}

/** An app that somebody declared in a workspace. */
export interface AppRow {
  workspaceId: string;
  slug: string;
  name: string;
  /** Where it listens in its workspace: an http or https URL of the workspace's loopback. */
  url: string;
  icon: string | null;
  sharing: Sharing;
  /** When the sharing falls back to the owner alone; null for never. */
  sharedUntil: number | null;
  cors: Cors;
  identity: Identity;
  healthPath: string | null;
  tlsVerify: boolean;
  createdAt: number;
  changedAt: number;
}

/** What was said of a port beyond the default. */
export interface PortRow {
  workspaceId: string;
  port: number;
  sharing: Sharing;
  sharedUntil: number | null;
  tls: boolean;
  tlsVerify: boolean;
  changedAt: number;
}

export interface PinRow {
  userId: string;
  workspaceId: string;
  /** An app's slug, or a port. */
  item: string;
  createdAt: number;
}

/** Something that somebody did in a workspace. */
export interface ActivityRow {
  id: string;
  workspaceId: string;
  userId: string;
  userName: string;
  /** With what: the name of the key. */
  deviceName: string;
  kind: ActivityKind;
  /** A terminal's name or command, as it was; empty where it is about none. */
  subject: string;
  at: number;
}

/** A regional proxy. What it last said of itself is null before the first time. */
export interface ProxyRow {
  id: string;
  name: string;
  /** SHA-256 of its token's secret, hex. */
  secretHash: string;
  /** Its access URL's origin. */
  url: string | null;
  /** Of its app hosts, such as `*.sydney.example.com:8443`. */
  wildcard: string | null;
  version: string | null;
  createdAt: number;
  lastSeenAt: number | null;
  /** Until then it counts as healthy, unless it says so again. */
  aliveUntil: number | null;
}

/** A process of the door on this database. */
export interface ReplicaRow {
  id: string;
  hostname: string;
  version: string;
  startedAt: number;
  seenAt: number;
}
