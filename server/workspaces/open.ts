import { randomUUID } from "node:crypto";
import type { AppChange, PortChange, Sharing } from "#protocol/api.ts";
import { maxAppsOfFile } from "#protocol/tunnel.ts";
import type { Clock } from "../clock.ts";
import { AppError } from "../errors.ts";
import type { News, UserRow } from "../session.ts";
import type { PortRow, Store } from "../store.ts";
import type { Gateways, ListedPort, Workspace, Workspaces } from "../workspaces.ts";
import { openMachineAgents } from "./agents.ts";
import { requireApp, requirePort, requireWorkspaceName, type InputLimits } from "./app-input.ts";
import { createFind } from "./find.ts";
import { createHiding } from "./hiding.ts";
import { presentSite, presentSites, type Room } from "./list.ts";
import type { LocalMachine } from "./reach.ts";
import { createRegistry, type Site } from "./registry.ts";
import { createSettings } from "./settings.ts";
import { asAsked, isPublishing, requireAllowed, requireConfirmed } from "./sharing.ts";
import { createActivityLog } from "./terminals/activity.ts";
import { openTerminals } from "./terminals/open.ts";
import { createRecentChanges } from "./terminals/recent-changes.ts";
import { createTerminalPolicy } from "./terminals/policy.ts";
import { createStepUp } from "./terminals/step-up.ts";
import { createUnknownCatalogs } from "./unknown-catalogs.ts";
import { createTellChanges } from "./terminals/tell-changes.ts";

/** RFC 1035 §2.3.4. */
const maxLabelLength = 63;

/**
 * The workspaces of a door. `local`: the built-in one, of the first owner; null for none. `ownPorts`: the door's own listeners, which no
 * address may reach. `wildcardSuffix`: what a host's label has after the app's own, such as `--apps`. `agentTokens`: keys for agents.
 */
export function openWorkspaces(parts: {
  local: LocalMachine | null;
  dataDir: string;
  clock: Clock;
  store: Pick<Store, "apps" | "workspaces" | "activity" | "terminalUses" | "limits">;
  news: Pick<News, "announce" | "announceHere" | "listen" | "told">;
  /** What agents are told that there is to dial. */
  gateways?: Gateways;
  findOwner: () => Promise<UserRow | null>;
  agentTokens: {
    create(user: UserRow, name: string): Promise<{ id: string; token: string }>;
    end(user: UserRow, id: string): Promise<void>;
    noteUse(id: string): Promise<void>;
  };
  ownPorts: readonly number[];
  terminalPasswordAfterSeconds: number | null;
  wildcardSuffix: string;
  /** The most that anybody may share here. */
  maxSharing?: Sharing;
}): Workspaces {
  const { clock, store, news, agentTokens, ownPorts, maxSharing = "public" } = parts;
  const limitsFor = ({ name, owner, builtIn }: { name: string; owner: string; builtIn: boolean }): InputLimits => {
    const rest = `--${name}--${owner}${parts.wildcardSuffix}`;
    return { now: clock(), ownPorts: builtIn ? ownPorts : [], longestSlug: maxLabelLength - rest.length };
  };
  const headlineOf = (id: string) => ({ endedKeyIds: [], changedUserIds: [], changedWorkspaceIds: [id] });
  const policy = createTerminalPolicy({ store, clock });
  const tellTerminals = createTellChanges({
    news,
    async findAudience(workspaceId) {
      const site = await registry.find(({ id }) => id === workspaceId);
      return site && { ownerId: site.owner.id, forAdmins: await policy.letsAdmins(workspaceId) };
    },
  });
  const registry = createRegistry({
    ...parts,
    maxSharing,
    limitsFor,
    onUse: (tokenId) => void agentTokens.noteUse(tokenId).catch(() => undefined),
    onHostname: (id, place, hostname) => void agents.learn(id, place, hostname),
    onChange: (id) => news.announceHere({ ...headlineOf(id), isFact: true }),
    onTerminals: tellTerminals.changed,
  });
  const limitsOf = ({ name, owner, builtIn }: Site) => limitsFor({ name, owner: owner.name, builtIn });
  const activity = createActivityLog({ store, clock });
  const recent = createRecentChanges(clock, (change) => news.announce({ endedKeyIds: [], changedUserIds: [], terminalChanges: [change] }));
  const present = async (site: Site, user: UserRow, room?: Room) =>
    presentSite(site, user, { store, ownPorts, maxSharing, mayOpenTerminals: await policy.mayOpen(site, user) }, room);
  /** Resolves once every replica has been told: what is answered now is to be true wherever the next request arrives. */
  const changed = async (id: string) => {
    registry.forget();
    policy.forget();
    news.announce(headlineOf(id));
    await news.told();
  };
  const stopListening = news.listen(({ changedWorkspaceIds = [], terminalChanges = [], isFromAfar, hasGap }) => {
    if (!isFromAfar) return;
    if (changedWorkspaceIds.length > 0 || hasGap) {
      registry.forget();
      policy.forget();
    }
    recent.heard(terminalChanges);
  });
  /** A workspace that a person cannot see is not there. */
  const requireSeen = async (user: UserRow, workspaceId: string): Promise<{ site: Site; workspace: Workspace }> => {
    const site = await registry.find(({ id }) => id === workspaceId);
    const workspace = site && (await present(site, user));
    if (!workspace) throw new AppError("not_found", { detail: "There is no such workspace, or it is not shared with you." });
    return { site, workspace };
  };
  const requireMine = async (user: UserRow, workspaceId: string): Promise<Site> => {
    const site = await registry.find(({ id }) => id === workspaceId);
    if (site?.owner.id === user.id) return site;
    await requireSeen(user, workspaceId);
    throw new AppError("forbidden", { detail: "Only the owner of a workspace declares and shares what is in it." });
  };
  /** Only a machine with an agent of its own has a token, and can be removed. */
  const requireAgents = async (user: UserRow, workspaceId: string): Promise<Site & { tokenId: string }> => {
    const site = await requireMine(user, workspaceId);
    if (site.tokenId !== null) return { ...site, tokenId: site.tokenId };
    throw new AppError("bad_request", { detail: "This is the door's own machine. Turn it off with --local-workspace=off." });
  };

  const agents = openMachineAgents({ ...parts, activity, registry, requireMine, requireAgents, changed });
  const settings = createSettings({ store, clock, activity, policy, requireMine, changed, maxSharing });
  const terminals = openTerminals({
    ...{ activity, recent, clock },
    stepUp: createStepUp({ store, clock, afterSeconds: parts.terminalPasswordAfterSeconds }),
    async requireSite(user, workspaceId) {
      const site = await registry.find(({ id }) => id === workspaceId);
      if (site && (await policy.mayOpen(site, user))) return site;
      await requireSeen(user, workspaceId);
      throw new AppError("forbidden", { detail: "The owner of this workspace opens terminals in it, and nobody else." });
    },
    async listSites(user) {
      const sites = await registry.list();
      const open = await Promise.all(sites.map((site) => policy.mayOpen(site, user)));
      return sites.filter((_site, index) => open[index]);
    },
    async arrive(sites) {
      if (sites.every(({ reach }) => reach)) return sites;
      await Promise.all(sites.filter(({ reach }) => !reach).map(({ id }) => registry.settle(id)));
      const now = await registry.list();
      return sites.map((site) => now.find(({ id }) => id === site.id) ?? site);
    },
    listOwnIds: async (user) => (await registry.list()).filter(({ owner }) => owner.id === user.id).map(({ id }) => id),
  });

  return {
    terminals,
    admit: agents.admit,
    attach: registry.attach,
    holds: registry.holds,
    findByToken: async (id) => (await registry.find(({ tokenId }) => tokenId === id))?.id ?? null,
    find: createFind({ registry, ownPorts, unknown: createUnknownCatalogs({ store, clock }) }),
    async list(user) {
      const [sites, hidden] = await Promise.all([registry.list(), store.apps.listHidden(user.id)]);
      const shown = sites.filter(({ id, owner }) => owner.id === user.id || !hidden.includes(id));
      return presentSites(shown, user, (site, room) => present(site, user, room));
    },
    ...createHiding({ store, clock, news, registry, requireSeen }),
    async create(user, given) {
      const name = requireWorkspaceName(given);
      const { id: tokenId, token } = await agentTokens.create(user, name);
      const id = randomUUID();
      try {
        await store.workspaces.create({ id, ownerId: user.id, name, tokenId, createdAt: clock(), lastSeenAt: null });
      } catch (error) {
        await agentTokens.end(user, tokenId);
        throw error;
      }
      await changed(id);
      return { workspace: (await requireSeen(user, id)).workspace, token };
    },
    async renewToken(user, workspaceId) {
      const { name, tokenId } = await requireAgents(user, workspaceId);
      const next = await agentTokens.create(user, name);
      await store.workspaces.setToken(workspaceId, next.id);
      await agentTokens.end(user, tokenId); // cuts the agent off that shows it, while the registry still knows whose it is
      await changed(workspaceId);
      return next.token;
    },
    async remove(user, workspaceId) {
      const { tokenId } = await requireAgents(user, workspaceId);
      await agentTokens.end(user, tokenId);
      await store.workspaces.remove(workspaceId);
      await changed(workspaceId);
    },
    confirmAgent: agents.confirm,
    endToken: agents.endToken,
    async putApp(user, workspaceId, slug, change: AppChange, requirePublishing) {
      const site = await requireMine(user, workspaceId);
      const before = await site.catalog.findApp(slug);
      if (before?.fromFile) throw new AppError("declared_in_file", { detail: `Change ${slug} in latchkey.yaml.` });
      if (!before && (await site.catalog.read()).apps.size >= maxAppsOfFile) {
        throw new AppError("bad_request", { field: "slug", detail: `This machine has ${maxAppsOfFile} apps. Remove one first.` });
      }
      requireAllowed(change.sharing, maxSharing);
      const asked = before && asAsked(before);
      const app = requireApp({ workspaceId, slug }, change, asked, limitsOf(site));
      if (isPublishing(asked, app)) requireConfirmed(site);
      if (isPublishing(asked, app)) await requirePublishing?.();
      await store.apps.put(app);
      await changed(workspaceId);
      return (await requireSeen(user, workspaceId)).workspace;
    },
    async removeApp(user, workspaceId, slug) {
      const site = await requireMine(user, workspaceId);
      const before = await site.catalog.findApp(slug);
      if (before?.fromFile) throw new AppError("declared_in_file", { detail: `Take ${slug} out of latchkey.yaml.` });
      if (!(await store.apps.remove(workspaceId, slug))) throw new AppError("not_found", { detail: "There is no such app." });
      await changed(workspaceId);
    },
    async putPort(user, workspaceId, port, change: PortChange, requirePublishing) {
      const site = await requireMine(user, workspaceId);
      requireAllowed(change.sharing, maxSharing);
      const before = await site.catalog.findPort(port);
      const asked = before && asAsked(before);
      const row = requirePort(workspaceId, port, change, asked, limitsOf(site));
      if (isPublishing(asked, row)) requireConfirmed(site);
      if (isPublishing(asked, row)) await requirePublishing?.();
      await store.apps.putPort(row);
      await changed(workspaceId);
      const { workspace } = await requireSeen(user, workspaceId);
      // The answer says what was put down, also of a port that is in no list: the owner's alone, and nothing listens.
      if (workspace.ports.some((each) => each.port === port)) return workspace;
      return { ...workspace, ports: [...workspace.ports, asListed(row)] };
    },
    async pin(user, workspaceId, item) {
      const { workspace } = await requireSeen(user, workspaceId);
      if (!workspace.apps.some(({ slug }) => slug === item) && !workspace.ports.some(({ port }) => String(port) === item)) {
        throw new AppError("not_found", { detail: "There is no such app or port, or it is not shared with you." });
      }
      await store.apps.pin({ userId: user.id, workspaceId, item, createdAt: clock() });
      news.announce({ endedKeyIds: [], changedUserIds: [], touchedUserIds: [user.id] });
    },
    async unpin(user, workspaceId, item) {
      await store.apps.unpin({ userId: user.id, workspaceId, item });
      news.announce({ endedKeyIds: [], changedUserIds: [], touchedUserIds: [user.id] });
    },
    readSettings: settings.read,
    changeSettings: settings.change,
    close() {
      stopListening();
      agents.close();
      tellTerminals.close();
      registry.close();
    },
  };
}

function asListed({ port, sharing, sharedUntil, tls, tlsVerify }: PortRow): ListedPort {
  return { port, sharing, sharedUntil, tls, tlsVerify, heldBack: null, process: null, listening: false, pinned: false };
}
