/**
 * A workspace as a person sees it: what is declared, what listens now, and of both only what they may open. Guards everybody's pages: nobody's
 * machines fill them. Of each there is so much and no more, and the rest is counted.
 */
import type { Sharing } from "#protocol/api.ts";
import { maxAppsOfFile, maxPortsTold, type PortFact } from "#protocol/tunnel.ts";
import type { Store, UserRow } from "../store.ts";
import type { ListedApp, ListedPort, Workspace } from "../workspaces.ts";
import { lowestPort } from "./app-input.ts";
import { readAppUrl, type AppPlace } from "./app-url.ts";
import type { AppNow, PortNow } from "./catalog.ts";
import { sayPlace } from "./admission.ts";
import type { Site } from "./registry.ts";
import { canOpen } from "./sharing.ts";

/** What may still be shown of one owner's machines; counted down. */
export interface Room {
  apps: number;
  ports: number;
}

/** Of the machines of one other person: those, with so many apps and ports in all of them together. Pinned ones are always there. */
const maxOthersMachines = 50;
const maxOthersItems = 200;

type Parts = { store: Pick<Store, "apps">; ownPorts: readonly number[]; mayOpenTerminals: boolean; maxSharing: Sharing };

/** The workspace as `user` sees it; null when nothing of it is theirs to see. Throws `unavailable`. `ownPorts`: the door's own listeners. */
export async function presentSite(site: Site, user: UserRow, parts: Parts, room: Room = roomFor(site, user)): Promise<Workspace | null> {
  const { store, mayOpenTerminals, maxSharing } = parts;
  const { id, name, owner, reach, builtIn } = site;
  const mine = owner.id === user.id;
  const [declared, listening, pins] = await Promise.all([site.catalog.read(), reach?.listPorts() ?? [], store.apps.listPins(user.id)]);
  const pinned = new Set(pins.filter(({ workspaceId }) => workspaceId === id).map(({ item }) => item));
  const places = [...declared.apps.values()]
    .filter((app) => canOpen(app, owner.id, user.id))
    .flatMap((app) => {
      const read = readAppUrl(app.url);
      return read.ok ? [{ ...app, place: read.place }] : [];
    });
  const shownApps = keepFirst(places, room.apps, ({ slug }) => pinned.has(slug));
  room.apps -= shownApps.length;
  // Of those that are shown: whether each is well is asked by a connection to it.
  const well = await site.health.look(shownApps, reach);
  const apps = shownApps.map((app) => presentApp(app, { mine, health: well.get(app.slug) ?? "unknown", pinned: pinned.has(app.slug) }));
  const newest = site.keepNewest(listening);
  const openPorts = listPorts(site, parts.ownPorts, { declared: declared.ports, listening: newest.kept, pinned, mine }).filter((port) =>
    canOpen(port, owner.id, user.id),
  );
  const ports = keepFirst(openPorts, room.ports, (port) => port.pinned);
  room.ports -= ports.length;
  const isThere = reach !== null || site.isOnItsWay;
  const told = site.countMore();
  const more = {
    apps: places.length - apps.length + (mine ? declared.moreApps : 0),
    ports: openPorts.length - ports.length + (mine && reach ? newest.more + told.ports : 0),
    terminals: mine || mayOpenTerminals ? told.terminals : 0,
    machines: 0,
  };
  if (!mine && !mayOpenTerminals && apps.length + ports.length + more.apps + more.ports === 0) return null;
  return {
    ...{ id, name, owner: owner.name, mine, mayOpenTerminals, builtIn },
    ...{ state: isThere ? "online" : "offline", lastSeenAt: isThere ? null : site.lastSeenAt },
    facts: mine && reach ? await site.readFacts() : null,
    takenOver: mine ? presentTakeOver(site) : null,
    ...{ maxSharing, asksMaxSharing: mine && site.asksMaxSharing && maxSharing === "public" },
    ...{ apps, ports, more, fileProblem: mine ? declared.fileProblem : null, problem: mine ? site.findProblem() : null },
  };
}

/** All of these that a person sees, in the order given. `present` as `presentSite` for this person. */
export async function presentSites(
  sites: readonly Site[],
  user: UserRow,
  present: (site: Site, room: Room) => Promise<Workspace | null>,
): Promise<Workspace[]> {
  const byOwner = new Map<string, Site[]>();
  for (const site of sites) byOwner.set(site.owner.id, [...(byOwner.get(site.owner.id) ?? []), site]);
  const shown = new Map<string, Workspace>();
  const presentOthers = async (theirs: readonly Site[]) => {
    // One after the other: what the first take is not there for the next.
    const room = { apps: maxOthersItems, ports: maxOthersItems };
    let last: Workspace | null = null;
    let count = 0;
    for (const site of theirs) {
      if (last && count >= maxOthersMachines) {
        last.more.machines += 1;
        continue;
      }
      const workspace = await present(site, room);
      if (!workspace) continue;
      shown.set(site.id, workspace);
      last = workspace;
      count += 1;
    }
  };
  const presentOwn = (own: readonly Site[]) =>
    own.map(async (site) => {
      const workspace = await present(site, roomFor(site, user));
      if (workspace) shown.set(site.id, workspace);
    });
  await Promise.all([...byOwner].flatMap(([ownerId, theirs]) => (ownerId === user.id ? presentOwn(theirs) : [presentOthers(theirs)])));
  return sites.flatMap(({ id }) => shown.get(id) ?? []);
}

function roomFor({ owner }: Site, user: UserRow): Room {
  if (owner.id !== user.id) return { apps: maxOthersItems, ports: maxOthersItems };
  return { apps: maxAppsOfFile, ports: maxPortsTold };
}

/** At most `max`, and whatever `isKept` besides; in the order given. */
function keepFirst<Item>(items: readonly Item[], max: number, isKept: (item: Item) => boolean): Item[] {
  if (items.length <= max) return [...items];
  let left = max - items.filter(isKept).length;
  return items.filter((item) => isKept(item) || left-- > 0);
}

function presentApp(
  { slug, url, place, ...app }: AppNow & { place: AppPlace },
  seen: { mine: boolean; health: ListedApp["health"]; pinned: boolean },
): ListedApp {
  const { name, icon, sharing, sharedUntil, cors, identity, healthPath, tlsVerify, fromFile } = app;
  return {
    ...{
      slug,
      name,
      url: seen.mine ? url : null,
      path: place.path,
      icon,
      sharing,
      sharedUntil,
      heldBack: seen.mine ? app.heldBack : null,
      cors,
      identity,
      healthPath,
      tlsVerify,
      fromFile,
    },
    ...{ health: seen.health, pinned: seen.pinned },
  };
}

function listPorts(
  { builtIn }: Site,
  ownPorts: readonly number[],
  {
    declared,
    listening,
    pinned,
    mine,
  }: { declared: ReadonlyMap<number, PortNow>; listening: readonly PortFact[]; pinned: ReadonlySet<string>; mine: boolean },
): ListedPort[] {
  const byNumber = new Map(listening.map((each) => [each.port, each]));
  const shared = [...declared.values()].filter(({ sharing, heldBack }) => sharing !== "owner" || heldBack).map(({ port }) => port);
  // What is shared or pinned stays on the list while nothing listens, so that it can be unshared, or waited for.
  const kept = [...pinned].filter((item) => /^\d+$/.test(item)).map(Number);
  return [...new Set([...byNumber.keys(), ...shared, ...kept])]
    .filter((port) => port >= lowestPort && !(builtIn && ownPorts.includes(port)))
    .sort((left, right) => left - right)
    .map((port): ListedPort => {
      const { sharing = "owner", sharedUntil = null, tls = false, tlsVerify = true, heldBack = null } = declared.get(port) ?? {};
      const process = byNumber.get(port)?.process ?? null;
      const asShared = { sharing, sharedUntil, heldBack: mine ? heldBack : null };
      return { port, process, ...asShared, tls, tlsVerify, listening: byNumber.has(port), pinned: pinned.has(String(port)) };
    });
}

function presentTakeOver({ agent }: Site): Workspace["takenOver"] {
  return agent?.takenOver ? { at: agent.takenOver.at, place: sayPlace(agent), from: agent.takenOver.from } : null;
}
