/**
 * What lasts. The port of the store room: Prisma over SQLite or PostgreSQL implements it, one contract suite holds both to it.
 *
 * Times are milliseconds since the epoch. Every method may throw AppError("unavailable") when the database does not answer;
 * whatever else a database says is turned into that one code, so that a hiccup can never look like "not signed in".
 */
import type { EndReason, KeyKind, Role, Sharing } from "#protocol/api.ts";
import type {
  ActivityRow,
  AgentRow,
  AppRow,
  DeviceRow,
  KeyRow,
  KeyWithHolder,
  PinRow,
  PortRow,
  ProxyRow,
  ReplicaRow,
  UserRow,
  WorkspaceRow,
} from "./store/kept.ts";

export type * from "./store/kept.ts";

/** Which keys to end. A child always ends with its parent, and its own children with it, in the same transaction. */
export type KeySelection = { id: string; userId?: string } | { userId: string; kind?: KeyKind; exceptId?: string };

export interface Store {
  people: {
    count(): Promise<number>;
    /** Creates the first owner; null when anybody exists already. Atomic: of many at once exactly one succeeds. */
    createFirstOwner(user: UserRow): Promise<UserRow | null>;
    /** Throws `email_taken` or `name_taken`. */
    create(user: UserRow): Promise<UserRow>;
    findById(id: string): Promise<UserRow | null>;
    findByEmail(email: string): Promise<UserRow | null>;
    findByName(name: string): Promise<UserRow | null>;
    list(): Promise<UserRow[]>;
    /** Sets the password and ends the person's sessions but `exceptKeyId` (and children of the ended) in one transaction; tokens live on. Returns ids of ended keys. */
    setPassword(change: { userId: string; passwordHash: string; at: number; reason: EndReason; exceptKeyId?: string }): Promise<string[]>;
    /** Suspends and ends every key of the person (tokens too) in one transaction. Returns ids of ended keys. */
    suspend(userId: string, at: number): Promise<string[]>;
    activate(userId: string, at: number): Promise<void>;
    /** Sets the role; for the owner's command line and administration. */
    setRole(userId: string, role: Role, at: number): Promise<void>;
  };
  keys: {
    create(key: KeyRow): Promise<void>;
    /** The key with all that its validity depends on, in one query round. */
    find(id: string): Promise<KeyWithHolder | null>;
    /** Keys of a person that have neither ended nor expired at `now`, newest use first; app sessions are left out. */
    listAlive(userId: string, now: number): Promise<KeyRow[]>;
    /**
     * Moves the expiry forward. Does nothing (false) when the key has ended or expired by `at`: a refresh must not undo a sign-out.
     * Never moves `expiresAt` or `lastUsedAt` back.
     */
    extend(change: { id: string; at: number; expiresAt: number }): Promise<boolean>;
    /** Records use without extension, and from where. Never moves back. */
    touch(id: string, at: number, from?: { ip: string; userAgent: string }): Promise<void>;
    /** The password was given in this session. Never moves back. */
    notePassword(id: string, at: number): Promise<void>;
    /** Ends what is selected and still alive, with all children and theirs. Returns the ids that this call ended. */
    end(selection: KeySelection, at: number, reason: EndReason): Promise<string[]>;
    /** Ids of keys with `revokedAt >= at`: how a door hears of what another process ended. */
    endedSince(at: number): Promise<string[]>;
    /** Deletes keys (and devices that only they held) that ended or expired before `at`. Returns how many. */
    purge(before: number): Promise<number>;
  };
  devices: {
    create(device: DeviceRow): Promise<void>;
    find(id: string): Promise<DeviceRow | null>;
    /** Notes a resume and puts the new secret's hash in front of the key's `resumedHashes` (atomically; the oldest beyond 3 is dropped). */
    markResumed(resumed: { id: string; keyId: string; secretHash: string; at: number }): Promise<void>;
    remove(id: string): Promise<void>;
  };
  /** A session with its device in one transaction: a device key never exists without the key it resumes. */
  createSession(key: KeyRow, device: DeviceRow | null): Promise<void>;
  workspaces: {
    /** Throws `name_taken` for a name that its owner has given already. */
    create(workspace: WorkspaceRow): Promise<void>;
    /** All of them with their owners, oldest first. */
    list(): Promise<{ workspace: WorkspaceRow; owner: UserRow; agent: AgentRow }[]>;
    /** Null when there is no such workspace. */
    findAgent(id: string): Promise<AgentRow | null>;
    /** Puts down which agent a machine is, unless another has done so: false where its process is not `before`. */
    claimAgent(id: string, before: string | null, agent: AgentRow): Promise<boolean>;
    /** Its owner has said that the take-over was them. */
    confirmAgent(id: string): Promise<void>;
    /** What is known of the agent before is forgotten: whoever has the new token is the machine. */
    setToken(id: string, tokenId: string): Promise<void>;
    /** Never moves back. */
    markSeen(id: string, at: number): Promise<void>;
    /** Ids of workspaces whose owner lets administrators open terminals. */
    listAdminTerminals(): Promise<string[]>;
    setAdminTerminals(id: string, adminTerminals: boolean, at: number): Promise<void>;
    /** What the files of workspaces may share, where that is not the default. `setAt` is null where the owner has not said so. */
    listMaxSharings(): Promise<{ workspaceId: string; maxSharing: Sharing; setAt: number | null }[]>;
    setMaxSharing(id: string, maxSharing: Sharing, at: number): Promise<void>;
    /** With everything declared, shared, pinned, said and done in it. False when there was none. */
    remove(id: string): Promise<boolean>;
  };
  apps: {
    /** Everything declared in a workspace: apps in the order they were made, ports by number. */
    list(workspaceId: string): Promise<{ apps: AppRow[]; ports: PortRow[] }>;
    /** Creates or replaces; `createdAt` of an app that exists stays. */
    put(app: AppRow): Promise<void>;
    /** False when there was none. */
    remove(workspaceId: string, slug: string): Promise<boolean>;
    putPort(port: PortRow): Promise<void>;
    /** A person's pins, oldest first. */
    listPins(userId: string): Promise<PinRow[]>;
    /** Pinning twice is pinning once. */
    pin(pin: PinRow): Promise<void>;
    unpin(pin: Omit<PinRow, "createdAt">): Promise<void>;
    /** Ids of the workspaces that a person has hidden, the last first. */
    listHidden(userId: string): Promise<string[]>;
    /** Hiding twice is hiding once. */
    hide(userId: string, workspaceId: string, at: number): Promise<void>;
    unhide(userId: string, workspaceId: string): Promise<void>;
  };
  activity: {
    add(row: ActivityRow): Promise<void>;
    /** At most `most` of these workspaces, newest first; `before`: only what is older than their row of this id, nothing when there is none. */
    list(workspaceIds: readonly string[], range: { before: string | null; most: number }): Promise<ActivityRow[]>;
    /** Deletes what is older than `before`. Returns how many. */
    purge(before: number): Promise<number>;
  };
  terminalUses: {
    /** When terminals were last used with a key; null for never. */
    find(keyId: string): Promise<number | null>;
    /** Never moves back. Nothing for a key that is gone. */
    note(keyId: string, at: number): Promise<void>;
  };
  proxies: {
    /** Throws `name_taken`. */
    create(proxy: ProxyRow): Promise<void>;
    /** Oldest first. */
    list(): Promise<ProxyRow[]>;
    /** False when there is none. Throws `name_taken`. */
    rename(id: string, name: string): Promise<boolean>;
    /** A new token; who shows the old one is nobody. False when there is none. */
    setSecret(id: string, secretHash: string): Promise<boolean>;
    /** What it says of itself. False when there is none. Throws `name_taken` for another proxy's wildcard. */
    register(id: string, said: { url: string; wildcard: string; version: string }): Promise<boolean>;
    /** Seen at a time, and healthy until another. */
    markAlive(id: string, times: { at: number; until: number }): Promise<void>;
    /** False when there was none. */
    remove(id: string): Promise<boolean>;
  };
  replicas: {
    /** Creates or replaces. */
    mark(replica: ReplicaRow): Promise<void>;
    /** Those seen since, oldest first. */
    list(seenSince: number): Promise<ReplicaRow[]>;
    remove(id: string): Promise<void>;
    /** Forgets those that were last seen earlier. */
    purge(before: number): Promise<void>;
  };
  limits: {
    /**
     * Counts one attempt in a bucket, atomically across processes. The window starts with its first attempt.
     * Returns the count including this one and when the window ends (ms).
     */
    take(bucket: string, windowSeconds: number, now: number): Promise<{ count: number; resetsAt: number }>;
    /** Gives an attempt back that turned out to be good. */
    giveBack(bucket: string): Promise<void>;
  };
  nonces: {
    /** True for the first caller with this value, false for everyone after, across processes. `expiresAt` says when it may be forgotten. */
    use(value: string, expiresAt: number): Promise<boolean>;
  };
  /** Deletes limits and nonces that are over. */
  sweep(now: number): Promise<void>;
  /**
   * Hears of keys ended and people changed by other processes as they happen, and of what they `tell` (PostgreSQL LISTEN/NOTIFY; on SQLite
   * never called). Only a shortcut: the poll of `endedSince` and `changedSince` is what the 5 seconds rest on.
   */
  listen(
    heard: (news: {
      endedKeyIds: string[];
      changedUserIds: string[];
      told: string[];
      /** For a while nothing was heard, whatever was said. */
      hasGap: boolean;
    }) => void,
  ): Promise<{ close(): Promise<void> }>;
  /** Says a text of at most `mostToldBytes` to whoever listens in other processes now. On SQLite nothing: its door is one process. */
  tell(text: string): Promise<void>;
  /** People with `changedAt >= at`. */
  changedSince(at: number): Promise<{ id: string; changedAt: number }[]>;
  /** Throws `unavailable` when the database does not answer. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

export { mostToldBytes } from "./store/sql.ts";
export { listProxies, listRunningReplicas } from "./store/look.ts";
export { listPendingMigrations, openStore } from "./store/open.ts";
