/**
 * What an address means to a person. Guards what there is: unknown and forbidden are one answer, after the same work; nobody waits for an agent
 * before it is known that they may open what they ask for.
 */
import type { Identity } from "#protocol/api.ts";
import type { AppRow, UserRow } from "../store.ts";
import type { AppTarget, Found } from "../workspaces.ts";
import { readAppUrl } from "./app-url.ts";
import type { Catalog } from "./catalog.ts";
import type { Registry, Site } from "./registry.ts";
import { canOpen } from "./sharing.ts";

/** Where in the workspace it is, for who may open it. */
type Place = Pick<Extract<Found, { kind: "open" }>, "host" | "port" | "tls" | "cors" | "identity">;

/** `unknown`: for a machine that does not exist. `ownPorts`: the server's own listeners, which no address may reach. */
export function createFind(parts: {
  registry: Pick<Registry, "find" | "settle" | "isYoung">;
  ownPorts: readonly number[];
  unknown: (name: string) => Catalog;
}): (target: AppTarget, user: UserRow | null) => Promise<Found> {
  const { registry, ownPorts, unknown } = parts;
  const look = async (target: AppTarget, user: UserRow | null): Promise<{ site: Site | null; place: Place | null }> => {
    const site = await registry.find(({ name, owner }) => name === target.workspace && owner.name === target.user);
    const catalog = site?.catalog ?? unknown(`${target.workspace} ${target.user}`);
    const place = await findPlace(target, catalog, { ownPorts: site?.builtIn ? ownPorts : [], ownerId: site?.owner.id ?? "", user });
    return { site, place: site && place };
  };
  return async (target, user) => {
    let { site, place } = await look(target, user);
    // What an agent has not told yet: its owner waits for it, and everybody who is signed in while nobody here can know.
    const mayKnow = user !== null && (site?.owner.id === user.id || registry.isYoung());
    if (!site?.reach && (place || mayKnow)) {
      await registry.settle(site?.id);
      ({ site, place } = await look(target, user));
    }
    // Whether or not it exists: a stranger learns nothing from being asked to sign in.
    if (!site || !place) return user ? { kind: "not_found" } : { kind: "sign_in" };
    if (!site.reach) return { kind: "offline" };
    return { kind: "open", workspaceId: site.id, ownerId: site.owner.id, reach: site.reach, ...place };
  };
}

/** Null for what is not there, or not for this person. */
async function findPlace(
  target: AppTarget,
  catalog: Catalog,
  { ownPorts, ownerId, user }: { ownPorts: readonly number[]; ownerId: string; user: UserRow | null },
): Promise<Place | null> {
  const userId = user?.id ?? null;
  if (target.kind === "port") {
    const row = await catalog.findPort(target.port);
    // A request through the gateway comes from loopback, past every limit by address (SEC-20).
    if (ownPorts.includes(target.port) || !canOpen(row ?? { sharing: "owner", sharedUntil: null }, ownerId, userId)) return null;
    return { host: "localhost", port: target.port, tls: target.tls ? { verify: row?.tlsVerify ?? true } : null, cors: "allow" };
  }
  const app = await catalog.findApp(target.slug);
  const read = app && readAppUrl(app.url);
  if (!app || !read?.ok || ownPorts.includes(read.place.port) || !canOpen(app, ownerId, userId)) return null;
  const { host, port, tls } = read.place;
  return { host, port, tls: tls ? { verify: app.tlsVerify } : null, cors: app.cors, identity: identityOf(app) };
}

/** Whatever a file or an older row says: what others open as well takes nobody's word for who is calling. */
function identityOf({ identity, sharing }: AppRow): Identity {
  return sharing === "owner" ? identity : "strip";
}
