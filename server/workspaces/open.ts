import { join } from "node:path";
import type { AppChange, PortChange } from "#protocol/api.ts";
import type { Clock } from "../clock.ts";
import { AppError } from "../errors.ts";
import type { News, UserRow } from "../session.ts";
import type { PortRow, Store } from "../store.ts";
import type { Found, ListedPort, Workspaces } from "../workspaces.ts";
import { requireApp, requirePort, type InputLimits } from "./app-input.ts";
import { readAppUrl } from "./app-url.ts";
import { createAppsFile } from "./apps-file.ts";
import { createCatalog } from "./catalog.ts";
import { createHealthWatch } from "./health.ts";
import { createPortList } from "#agent/listening-ports.ts";
import { createLister } from "./list.ts";
import { canOpen } from "./sharing.ts";

/** The name of the workspace that is the door's own machine; its owner is the first owner. */
const localName = "this-machine";
/** How long an answer about ownership is believed; a proxied request must not cost a query. */
const rememberMs = 10_000;
/** RFC 1035 §2.3.4. */
const maxLabelLength = 63;

/**
 * The built-in workspace "this machine": its declared apps, and every port of its loopback from 1024 up.
 * `findOwner`: the first owner. `ownPorts`: the door's own listeners, which no address may reach. `wildcardSuffix`: what a host's label has
 * after the app's own, such as `--apps`.
 */
export function openWorkspaces(parts: {
  local: boolean;
  dataDir: string;
  clock: Clock;
  store: Pick<Store, "apps">;
  news: Pick<News, "announce" | "listen">;
  findOwner: () => Promise<UserRow | null>;
  ownPorts: readonly number[];
  wildcardSuffix: string;
}): Workspaces {
  const { local, clock, store, news, findOwner, ownPorts } = parts;
  let known: { owner: UserRow; at: number } | null = null;
  const findLocalOwner = async (): Promise<UserRow | null> => {
    if (!local) return null;
    if (!known || clock() - known.at >= rememberMs) {
      const owner = await findOwner();
      known = owner && { owner, at: clock() };
    }
    // Whoever is suspended shares nothing either.
    return known && known.owner.suspendedAt === null ? known.owner : null;
  };
  const stopListening = news.listen(({ changedUserIds }) => {
    if (known && changedUserIds.includes(known.owner.id)) known = null;
  });
  const limits = (): InputLimits => {
    const rest = `--${localName}--${known?.owner.name ?? ""}${parts.wildcardSuffix}`;
    return { now: clock(), ownPorts, longestSlug: maxLabelLength - rest.length };
  };
  const announce = () => news.announce({ endedKeyIds: [], changedUserIds: [], changedWorkspaceIds: [localName] });
  const file = createAppsFile(join(parts.dataDir, "latchkey.yaml"), localName);
  const catalog = createCatalog({ workspaceId: localName, store, file, limits, clock, onFileChange: announce });
  const list = createLister({ catalog, store, health: createHealthWatch({ clock }), listPorts: createPortList(), ownPorts });
  const changed = () => {
    catalog.forget();
    announce();
  };
  /** The owner who may change something here. A workspace that a person cannot see is not there. */
  const requireMine = async (user: UserRow, workspaceId: string): Promise<UserRow> => {
    const owner = workspaceId === localName ? await findLocalOwner() : null;
    if (owner?.id === user.id) return owner;
    const isSeen = owner !== null && (await list(owner, localName, user)) !== null;
    throw isSeen
      ? new AppError("forbidden", { detail: "Only the owner of a workspace declares and shares what is in it." })
      : new AppError("not_found", { detail: "There is no such workspace, or it is not shared with you." });
  };
  const requireListed = async (owner: UserRow, user: UserRow) => {
    const workspace = await list(owner, localName, user);
    if (!workspace) throw new AppError("not_found");
    return workspace;
  };

  return {
    async find(target, user): Promise<Found> {
      const refused: Found = user ? { kind: "not_found" } : { kind: "sign_in" };
      const owner = await findLocalOwner();
      // Whether or not it exists: a stranger learns nothing from being asked to sign in.
      if (!owner || target.user !== owner.name || target.workspace !== localName) return refused;
      const open = { kind: "open", workspaceId: localName, ownerId: owner.id } as const;
      if (target.kind === "port") {
        // A request through the gateway comes from loopback, past every limit by address (SEC-20).
        if (ownPorts.includes(target.port)) return refused;
        const row = await catalog.findPort(target.port);
        if (!canOpen(row ?? { sharing: "owner", sharedUntil: null }, owner.id, user?.id ?? null)) return refused;
        const tls = target.tls ? { verify: row?.tlsVerify ?? true } : null;
        return { ...open, host: "localhost", port: target.port, tls, cors: "allow" };
      }
      const app = await catalog.findApp(target.slug);
      const read = app && readAppUrl(app.url);
      if (!app || !read?.ok || ownPorts.includes(read.place.port) || !canOpen(app, owner.id, user?.id ?? null)) return refused;
      const { host, port, tls } = read.place;
      return { ...open, host, port, tls: tls ? { verify: app.tlsVerify } : null, cors: app.cors };
    },
    async list(user) {
      const owner = await findLocalOwner();
      const workspace = owner && (await list(owner, localName, user));
      return workspace ? [workspace] : [];
    },
    async putApp(user, workspaceId, slug, change: AppChange) {
      const owner = await requireMine(user, workspaceId);
      const before = await catalog.findApp(slug);
      if (before?.fromFile) throw new AppError("declared_in_file", { detail: `Change ${slug} in latchkey.yaml.` });
      await store.apps.put(requireApp({ workspaceId, slug }, change, before, limits()));
      changed();
      return requireListed(owner, user);
    },
    async removeApp(user, workspaceId, slug) {
      await requireMine(user, workspaceId);
      const before = await catalog.findApp(slug);
      if (before?.fromFile) throw new AppError("declared_in_file", { detail: `Take ${slug} out of latchkey.yaml.` });
      if (!(await store.apps.remove(workspaceId, slug))) throw new AppError("not_found", { detail: "There is no such app." });
      changed();
    },
    async putPort(user, workspaceId, port, change: PortChange) {
      const owner = await requireMine(user, workspaceId);
      const row = requirePort(workspaceId, port, change, await catalog.findPort(port), limits());
      await store.apps.putPort(row);
      changed();
      const workspace = await requireListed(owner, user);
      // The answer says what was put down, also of a port that is in no list: the owner's alone, and nothing listens.
      if (workspace.ports.some((each) => each.port === port)) return workspace;
      return { ...workspace, ports: [...workspace.ports, asListed(row)] };
    },
    async pin(user, workspaceId, item) {
      const owner = workspaceId === localName ? await findLocalOwner() : null;
      const seen = owner && (await list(owner, localName, user));
      if (!seen?.apps.some(({ slug }) => slug === item) && !seen?.ports.some(({ port }) => String(port) === item)) {
        throw new AppError("not_found", { detail: "There is no such app or port, or it is not shared with you." });
      }
      await store.apps.pin({ userId: user.id, workspaceId, item, createdAt: clock() });
      news.announce({ endedKeyIds: [], changedUserIds: [], touchedUserIds: [user.id] });
    },
    async unpin(user, workspaceId, item) {
      await store.apps.unpin({ userId: user.id, workspaceId, item });
      news.announce({ endedKeyIds: [], changedUserIds: [], touchedUserIds: [user.id] });
    },
    close: stopListening,
  };
}

function asListed({ port, sharing, sharedUntil, tls, tlsVerify }: PortRow): ListedPort {
  return { port, sharing, sharedUntil, tls, tlsVerify, process: null, listening: false, pinned: false };
}
