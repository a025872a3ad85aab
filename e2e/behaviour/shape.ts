/**
 * What the behaviour suite runs against: a door and its apps, in every shape in which one may be served. A shape says how it is started and
 * where its apps are; the cases know no more of it. Another shape (a proxy, apps under paths) is one more file in shapes/ and one more spec file.
 */
import { createHash } from "node:crypto";
import type { DoorOptions, DoorServer } from "../models/door-server.ts";
import { owner } from "../models/people.ts";

export interface Shape {
  readonly name: string;
  /** What the cases may expect of it; a case that needs more does not run here. */
  readonly traits: ReadonlySet<Trait>;
  /** Makes what the shape needs besides the door. */
  prepare(): Promise<Place>;
}

/**
 * `own-hosts`: each app has a host of its own, and with it cookies and hand-overs of its own.
 *
 * `shared-domain`: door and apps are below one domain, over which a cookie binds a hand-over's code to the browser (docs/decisions/007);
 * `no-shared-domain`: they are not.
 *
 * `own-wire`: the browser's connection ends at Latchkey itself. A reverse proxy in front ends it and writes messages of its own on another, in
 * which it may spell, sort and join anew what means the same: names of headers in any case and order (RFC 9110 §5.1, §5.3), another reason phrase
 * or none (RFC 9112 §4), no trailers (RFC 9110 §6.5.1), a 100 of its own (§10.1.1), and the end of both directions of an upgraded connection where
 * one has ended (§7.8 says nothing of halves). nginx 1.22 and Caddy 2.6 do all of that. What has a meaning is asked of them like of everybody.
 */
export type Trait = "own-hosts" | "own-wire" | "shared-domain" | "no-shared-domain";

export interface Place {
  /** How the door is started. */
  door: DoorOptions & { port: number };
  /** Origin of the door as browsers write it. */
  accessUrl: string;
  /** Where an app's own paths begin, without the slash. `app` is a port or a slug. */
  appUrl(app: number | string, user?: string): string;
  /** Where the apps run; `id` is known once it has begun. */
  workspace: { name: string; id: string };
  /** What the shape needs once the door is open, with an owner. `flags`: what it was given besides. Resolves with the way to end it. */
  begin(door: DoorServer, flags: Record<string, string | true>): Promise<() => Promise<void>>;
  /** The port of 127.0.0.1 at which a URL's host is served. */
  portOf(url: string): number;
  appCookie: ExpectedCookie;
  /** Of a browser that finds the hosts and takes the certificate. */
  browserFlags: string[];
  close(): Promise<void>;
}

/** The cookie with which an app opens, by the contract. */
export interface ExpectedCookie {
  nameAt(host: string): string;
  /** Null for a host-only cookie. */
  domain: string | null;
  secure: boolean;
}

/** The traits of most shapes: each app has a host of its own, and nothing stands between browser and Latchkey. */
export const ownHosts: ReadonlySet<Trait> = new Set<Trait>(["own-hosts", "own-wire", "shared-domain"]);

/** A place as it is when nothing is special: a door on plain http, its apps on one wildcard, one port for all. A shape changes what it must. */
export function place(given: {
  port: number;
  accessUrl: string;
  pattern: string;
  flags: Record<string, string | true>;
  workspace?: Place["workspace"];
}): Place {
  const { port, accessUrl, pattern, flags, workspace = { name: "this-machine", id: "this-machine" } } = given;
  const scheme = accessUrl.slice(0, accessUrl.indexOf(":"));
  return {
    door: { port, flags },
    accessUrl,
    workspace,
    begin: () => Promise.resolve(() => Promise.resolve()),
    appUrl: (app, user = owner.name) => `${scheme}://${pattern.replace("*", `${app}--${workspace.name}--${user}`)}`,
    portOf: () => port,
    appCookie: {
      nameAt: () => `latchkey_app_session-${hashOf(pattern)}`,
      domain: pattern.replace(/:\d+$/, "").slice(pattern.indexOf(".") + 1),
      secure: false,
    },
    browserFlags: [],
    close: () => Promise.resolve(),
  };
}

/** Hex of the first 16 bytes of SHA-256. */
export function hashOf(text: string): string {
  return createHash("sha256").update(text.toLowerCase()).digest("hex").slice(0, 32);
}
