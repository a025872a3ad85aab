/** Rows as the databases hold them and rows as the port speaks of them: times are BigInt there and milliseconds here. */
import type { ActivityKind, Cors, Identity, EndReason, KeyKind, Role, Scope, Sharing } from "#protocol/api.ts";
import type {
  ActivityRow,
  AgentRow,
  AppRow,
  DeviceRow,
  KeyRow,
  PinRow,
  PortRow,
  ProxyRow,
  ReplicaRow,
  UserRow,
  WorkspaceRow,
} from "#server/store.ts";

/** A number as it comes out of a driver: BigInt from a column, anything from an expression. */
type Stored = number | bigint;

export interface StoredUser {
  id: string;
  email: string;
  name: string;
  role: string;
  passwordHash: string;
  createdAt: Stored;
  changedAt: Stored;
  suspendedAt: Stored | null;
}

export interface StoredKey {
  id: string;
  userId: string;
  kind: string;
  name: string;
  scopes: string;
  secretHash: string;
  resumedHashes: string;
  lifetimeSeconds: Stored;
  createdAt: Stored;
  lastUsedAt: Stored;
  expiresAt: Stored;
  absoluteExpiresAt: Stored | null;
  revokedAt: Stored | null;
  endReason: string | null;
  parentId: string | null;
  ip: string;
  userAgent: string;
  deviceId: string | null;
  passwordAt: Stored | null;
}

export interface StoredDevice {
  id: string;
  userId: string;
  name: string;
  publicKeyJwk: string;
  keyId: string;
  createdAt: Stored;
  lastResumedAt: Stored | null;
}

/** A row of ours whose times, and words of a closed list, are plainer in the database. */
type Plain<Row> = {
  [Name in keyof Row]: Row[Name] extends number
    ? Stored
    : Row[Name] extends string
      ? string
      : null extends Row[Name]
        ? StoredOrNull<Row[Name]>
        : Row[Name];
};
type StoredOrNull<Value> = Exclude<Value, null> extends number ? Stored | null : Value;

export function workspaceOf({ id, ownerId, name, tokenId, createdAt, lastSeenAt }: Plain<WorkspaceRow>): WorkspaceRow {
  return { id, ownerId, name, tokenId, createdAt: Number(createdAt), lastSeenAt: timeOf(lastSeenAt) };
}

interface StoredAgent {
  agentInstance: string | null;
  agentProcess: string | null;
  agentHostname: string | null;
  agentAddress: string | null;
  takenOverAt: Stored | null;
  takenOverFrom: string | null;
  publicBefore: string | null;
}

export function agentOf(row: StoredAgent): AgentRow {
  const { agentInstance: instance, agentProcess: process, agentHostname: hostname, agentAddress: address, takenOverAt } = row;
  const publicBefore = JSON.parse(row.publicBefore ?? "[]") as string[];
  const takenOver = takenOverAt === null ? null : { at: Number(takenOverAt), from: row.takenOverFrom ?? "", publicBefore };
  return { instance, process, hostname, address, takenOver };
}

export function storedAgent({ instance, process, hostname, address, takenOver }: AgentRow) {
  return {
    ...{ agentInstance: instance, agentProcess: process, agentHostname: hostname, agentAddress: address },
    ...{ takenOverAt: takenOver?.at ?? null, takenOverFrom: takenOver?.from ?? null },
    publicBefore: takenOver && JSON.stringify(takenOver.publicBefore),
  };
}

export function appOf(row: Plain<Omit<AppRow, "identity">> & { identity: string | null }): AppRow {
  const { sharing, cors, identity, sharedUntil, createdAt, changedAt } = row;
  return {
    ...row,
    sharing: sharing as Sharing,
    cors: cors as Cors,
    // Null where it was declared before there was a choice.
    identity: (identity ?? "strip") as Identity,
    sharedUntil: timeOf(sharedUntil),
    createdAt: Number(createdAt),
    changedAt: Number(changedAt),
  };
}

export function portOf(row: Plain<PortRow>): PortRow {
  const { port, sharing, sharedUntil, changedAt } = row;
  return { ...row, port: Number(port), sharing: sharing as Sharing, sharedUntil: timeOf(sharedUntil), changedAt: Number(changedAt) };
}

export function pinOf(row: Plain<PinRow>): PinRow {
  return { ...row, createdAt: Number(row.createdAt) };
}

export function activityOf(row: Plain<ActivityRow>): ActivityRow {
  return { ...row, kind: row.kind as ActivityKind, at: Number(row.at) };
}

export function proxyOf(row: Plain<ProxyRow>): ProxyRow {
  const { createdAt, lastSeenAt, aliveUntil } = row;
  return { ...row, createdAt: Number(createdAt), lastSeenAt: timeOf(lastSeenAt), aliveUntil: timeOf(aliveUntil) };
}

export function replicaOf(row: Plain<ReplicaRow>): ReplicaRow {
  return { ...row, startedAt: Number(row.startedAt), seenAt: Number(row.seenAt) };
}

export function userOf(row: StoredUser): UserRow {
  return {
    id: row.id,
    email: row.email,
    name: row.name,
    role: row.role as Role,
    passwordHash: row.passwordHash,
    createdAt: Number(row.createdAt),
    changedAt: Number(row.changedAt),
    suspendedAt: timeOf(row.suspendedAt),
  };
}

export function keyOf(row: StoredKey): KeyRow {
  return {
    id: row.id,
    userId: row.userId,
    kind: row.kind as KeyKind,
    name: row.name,
    scopes: wordsOf(row.scopes) as Scope[],
    secretHash: row.secretHash,
    resumedHashes: wordsOf(row.resumedHashes),
    lifetimeSeconds: Number(row.lifetimeSeconds),
    createdAt: Number(row.createdAt),
    lastUsedAt: Number(row.lastUsedAt),
    expiresAt: Number(row.expiresAt),
    absoluteExpiresAt: timeOf(row.absoluteExpiresAt),
    revokedAt: timeOf(row.revokedAt),
    endReason: row.endReason as EndReason | null,
    parentId: row.parentId,
    ip: row.ip,
    userAgent: row.userAgent,
    deviceId: row.deviceId,
    passwordAt: timeOf(row.passwordAt),
  };
}

export function deviceOf(row: StoredDevice): DeviceRow {
  return { ...row, createdAt: Number(row.createdAt), lastResumedAt: timeOf(row.lastResumedAt) };
}

/** A key as Prisma takes it: lists become words. */
export function storedKey(key: KeyRow): Omit<KeyRow, "scopes" | "resumedHashes"> & { scopes: string; resumedHashes: string } {
  return { ...key, scopes: key.scopes.join(" "), resumedHashes: key.resumedHashes.join(" ") };
}

function timeOf(value: Stored | null): number | null {
  return value === null ? null : Number(value);
}

function wordsOf(text: string): string[] {
  return text.split(" ").filter((word) => word !== "");
}
