/** A workspace as a person sees it: what is declared, what listens now, and of both only what they may open. */
import type { Sharing } from "#protocol/api.ts";
import type { Store, UserRow } from "../store.ts";
import type { ListedApp, ListedPort, Workspace } from "../workspaces.ts";
import { lowestPort } from "./app-input.ts";
import { readAppUrl } from "./app-url.ts";
import type { Site } from "./registry.ts";
import { canOpen } from "./sharing.ts";

/** The workspace as `user` sees it; null when nothing of it is theirs to see. Throws `unavailable`. `ownPorts`: the door's own listeners. */
export async function presentSite(
  site: Site,
  user: UserRow,
  given: { store: Pick<Store, "apps">; ownPorts: readonly number[]; mayOpenTerminals: boolean; maxSharing: Sharing },
): Promise<Workspace | null> {
  const { store, ownPorts, mayOpenTerminals, maxSharing } = given;
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
  const well = await site.health.look(places, reach);
  const apps = places.map(({ slug, url, place, ...app }): ListedApp => {
    const { name: called, icon, sharing, sharedUntil, cors, identity, healthPath, tlsVerify, fromFile } = app;
    const heldBack = mine ? app.heldBack : null;
    return {
      ...{
        slug,
        name: called,
        url: mine ? url : null,
        path: place.path,
        icon,
        sharing,
        sharedUntil,
        heldBack,
        cors,
        identity,
        healthPath,
        tlsVerify,
        fromFile,
      },
      ...{ health: well.get(slug) ?? "unknown", pinned: pinned.has(slug) },
    };
  });
  const byNumber = new Map(listening.map((each) => [each.port, each]));
  const shared = [...declared.ports.values()].filter(({ sharing, heldBack }) => sharing !== "owner" || heldBack).map(({ port }) => port);
  // What is shared or pinned stays on the list while nothing listens, so that it can be unshared, or waited for.
  const kept = [...pinned].filter((item) => /^\d+$/.test(item)).map(Number);
  const ports = [...new Set([...byNumber.keys(), ...shared, ...kept])]
    .filter((port) => port >= lowestPort && !(builtIn && ownPorts.includes(port)))
    .sort((left, right) => left - right)
    .map((port): ListedPort => {
      const { sharing = "owner", sharedUntil = null, tls = false, tlsVerify = true, heldBack = null } = declared.ports.get(port) ?? {};
      const process = byNumber.get(port)?.process ?? null;
      const shared = { sharing, sharedUntil, heldBack: mine ? heldBack : null };
      return { port, process, ...shared, tls, tlsVerify, listening: byNumber.has(port), pinned: pinned.has(String(port)) };
    })
    .filter((port) => canOpen(port, owner.id, user.id));
  if (!mine && !mayOpenTerminals && apps.length === 0 && ports.length === 0) return null;
  return {
    ...{
      id,
      name,
      owner: owner.name,
      mine,
      mayOpenTerminals,
      builtIn,
      state: reach || site.isOnItsWay ? "online" : "offline",
      lastSeenAt: reach || site.isOnItsWay ? null : site.lastSeenAt,
    },
    facts: mine && reach ? await site.readFacts() : null,
    ...{ maxSharing, asksMaxSharing: mine && site.asksMaxSharing && maxSharing === "public" },
    ...{ apps, ports, fileProblem: mine ? declared.fileProblem : null },
  };
}
