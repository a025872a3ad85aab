/** What a person may declare: parsed here once, for the API and for latchkey.yaml. */
import { findTextProblem } from "#protocol/text.ts";
import type { AppChange, Identity, PortChange, Sharing } from "#protocol/api.ts";
import { AppError } from "../errors.ts";
import type { AppRow, PortRow } from "../store.ts";
import { readAppUrl } from "./app-url.ts";

export const lowestPort = 1024;
const maxNameLength = 80;
const maxSlugLength = 32;

/** What an input is measured against. */
export interface InputLimits {
  now: number;
  /** The door's own listeners: a request through the gateway comes from loopback, past every limit by address (SEC-20). */
  ownPorts: readonly number[];
  /** How long a slug may be, so that its label stays within the 63 octets of DNS. */
  longestSlug: number;
}

/** The app after the change. `before`: as it is declared now, null for a new one. Throws `bad_request` with the field. */
export function requireApp(
  place: { workspaceId: string; slug: string },
  change: AppChange,
  before: AppRow | null,
  limits: InputLimits,
): AppRow {
  const { now, ownPorts } = limits;
  requireSlug(place.slug, limits.longestSlug);
  const url = change.url ?? before?.url;
  if (url === undefined) throw refuse("url", "Say where the app listens, such as http://127.0.0.1:3000.");
  const read = readAppUrl(url);
  if (!read.ok) throw refuse("url", read.problem);
  if (ownPorts.includes(read.place.port)) throw refuse("url", "This is the door's own port.");
  const healthPath = change.healthPath === undefined ? (before?.healthPath ?? null) : change.healthPath;
  if (healthPath !== null && !/^\/[\x21-\x7e]{0,500}$/.test(healthPath)) throw refuse("healthPath", "Start the path with a slash.");
  const name = (change.name ?? before?.name ?? place.slug).trim().normalize("NFC");
  if (name === "" || name.length > maxNameLength) throw refuse("name", `Give a name of 1 to ${maxNameLength} characters.`);
  requireSeen("name", name);
  const icon = change.icon === undefined ? (before?.icon ?? null) : change.icon;
  if (icon !== null && (icon === "" || icon.length > 40)) throw refuse("icon", "Give the name of an icon, or one emoji.");
  if (icon !== null) requireSeen("icon", icon);
  const shared = requireSharing(change, before, now);
  return {
    ...place,
    ...{ name, url, icon, healthPath },
    ...shared,
    identity: requireIdentity(change, before, shared.sharing),
    cors: change.cors ?? before?.cors ?? "allow",
    tlsVerify: change.tlsVerify ?? before?.tlsVerify ?? true,
    createdAt: before?.createdAt ?? now,
    changedAt: now,
  };
}

/** Throws `bad_request` for a port that may not be opened. */
export function requirePort(workspaceId: string, port: number, change: PortChange, before: PortRow | null, limits: InputLimits): PortRow {
  if (!Number.isInteger(port) || port < lowestPort || port > 65_535) throw refuse("port", "Ports from 1024 to 65535 can be opened.");
  if (limits.ownPorts.includes(port)) throw refuse("port", "This is the door's own port.");
  return {
    ...{ workspaceId, port },
    ...requireSharing(change, before, limits.now),
    tls: change.tls ?? before?.tls ?? false,
    tlsVerify: change.tlsVerify ?? before?.tlsVerify ?? true,
    changedAt: limits.now,
  };
}

/** The name of a machine, which is part of its apps' hosts. Throws `bad_request`. */
export function requireWorkspaceName(name: string): string {
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name) || name.length > maxSlugLength) {
    throw refuse("name", `Use lower-case letters and digits, with single hyphens between them, at most ${maxSlugLength}.`);
  }
  if (name === "this-machine") throw refuse("name", "This is the name of the door's own machine.");
  return name;
}

/** A new sharing comes without an end unless one is given; without a word on sharing everything stays. */
function requireSharing(
  change: { sharing?: Sharing; sharedUntil?: string | null },
  before: { sharing: Sharing; sharedUntil: number | null } | null,
  now: number,
): { sharing: Sharing; sharedUntil: number | null } {
  const sharing = change.sharing ?? before?.sharing ?? "owner";
  const given = change.sharedUntil;
  if (given === undefined) return { sharing, sharedUntil: change.sharing === undefined ? (before?.sharedUntil ?? null) : null };
  if (given === null || sharing === "owner") return { sharing, sharedUntil: null };
  const until = Date.parse(given);
  if (Number.isNaN(until) || !given.includes("T") || !/(?:Z|[+-]\d\d:?\d\d)$/.test(given)) {
    throw refuse("sharedUntil", "Write the end as an ISO 8601 time with an offset, such as 2030-01-31T18:00:00Z.");
  }
  if (until <= now) throw refuse("sharedUntil", "The end is in the past.");
  return { sharing, sharedUntil: until };
}

/** An app that believes headers on who is calling is its owner's alone: anybody who opens it could write them. */
function requireIdentity(change: AppChange, before: AppRow | null, sharing: Sharing): Identity {
  const identity = change.identity ?? before?.identity ?? "strip";
  if (identity === "strip" || sharing === "owner") return identity;
  if (change.identity === "passthrough") {
    throw refuse(
      "identity",
      "Only an app that is shared with nobody may get headers that name its caller. Share it with yourself alone first.",
    );
  }
  throw refuse("sharing", "This app gets headers that name its caller. Turn that off first (identity: strip), then share it.");
}

/** Others see it. */
function requireSeen(field: string, text: string): void {
  const problem = findTextProblem(text);
  if (problem !== null) throw refuse(field, problem);
}

function requireSlug(slug: string, longestSlug: number): void {
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(slug)) throw refuse("slug", "Use lower-case letters and digits, with single hyphens between them.");
  // It would be read as a port: `3000`, `3000s`.
  if (/^\d+s?$/.test(slug)) throw refuse("slug", "Begin with a letter, or it would be a port.");
  const most = Math.min(maxSlugLength, longestSlug);
  if (slug.length > most) throw refuse("slug", `At most ${most} characters fit into the app's address.`);
}

function refuse(field: string, detail: string): AppError {
  return new AppError("bad_request", { field, detail });
}
