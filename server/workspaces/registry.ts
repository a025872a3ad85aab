/** Which workspaces there are, whose they are, and how each is reached now: the door's own machine, and every machine with an agent. */
import { join } from "node:path";
import type { Sharing } from "#protocol/api.ts";
import type { TerminalFact } from "#protocol/terminal.ts";
import { createNewest } from "#protocol/newest.ts";
import { maxPortsTold, tunnelCloseCodes, type PortFact } from "#protocol/tunnel.ts";
import { createToldBudget, type ToldBudget } from "#tunnel/told.ts";
import { answersPing } from "#tunnel/answers-ping.ts";
import type { WebSocket } from "ws";
import type { Clock } from "../clock.ts";
import { AppError } from "../errors.ts";
import type { News } from "../session.ts";
import type { Store, UserRow } from "../store.ts";
import type { AgentPlace } from "../workspaces.ts";
import type { InputLimits } from "./app-input.ts";
import { createArrivals } from "./arrivals.ts";
import { createAppsFile } from "./apps-file.ts";
import { createCeilings } from "./ceilings.ts";
import { createCatalog, type AppsSource } from "./catalog.ts";
import { createHealthWatch } from "./health.ts";
import { createReach, type LocalMachine, type Reach } from "./reach.ts";
import type { Registry, Site, Unreached } from "./site.ts";
import { createToldApps } from "./told-apps.ts";
import { byOurClock, isListChanged } from "./terminals/list.ts";
import { openTunnel, type Tunnel } from "./tunnel/door-end.ts";
import { createTunnelProblems } from "./tunnel/problems.ts";
import type { Gateways } from "./tunnel/tell-gateways.ts";

export type { Registry, Site } from "./site.ts";

/** The name of the workspace that is the door's own machine; its owner is the first owner. */
export const localName = "this-machine";

/** How long an answer about workspaces and their owners is believed; a proxied request must not cost a query. */
const rememberMs = 5_000;
/** How often a connected workspace is noted as seen. */
const seenEveryMs = 60_000;
/** RFC 6455 §7.4.1. */
const closedNormally = 1000;

/** How long an agent that is connected has to answer when another shows its token. */
const answersWithinMs = 5_000;
/** How often the key of an agent that stays connected is noted as used. */
const usedEveryMs = 3_600_000;

/** How long a request waits for an agent that is on its way. */
const patienceMs = 5_000;

type Room = Pick<Site, "catalog" | "health" | "keepNewest"> & { budget: ToldBudget };

interface Connected {
  tokenId: string;
  place: AgentPlace;
  socket: WebSocket;
  /** When its key was last noted as used. */
  notedAt: number;
  tunnel: Tunnel;
  reach: Reach;
  /** It has said what runs there. */
  hasTold: boolean;
}

/** `local`: the agent of the door's own machine; null for none. `findOwner`: whose it is. Times are ms since the epoch. */
export function createRegistry(parts: {
  local: LocalMachine | null;
  dataDir: string;
  clock: Clock;
  store: Pick<Store, "apps" | "workspaces">;
  news: Pick<News, "listen">;
  gateways?: Gateways;
  findOwner: () => Promise<UserRow | null>;
  /** The most that anybody may share on this server. */
  maxSharing: Sharing;
  limitsFor: (site: { name: string; owner: string; builtIn: boolean }) => InputLimits;
  /** The key of an agent that is connected was used until now. */
  onUse: (tokenId: string) => void;
  /** An agent that did not name its machine when it dialled has told of it. */
  onHostname: (workspaceId: string, place: AgentPlace, hostname: string) => void;
  /** Something of a workspace is not as it was: online, ports, apps. */
  onChange: (workspaceId: string) => void;
  /** Its list of terminals is not as it was. */
  onTerminals: (workspaceId: string) => void;
}): Registry {
  const { local, clock, store, news, gateways, findOwner, maxSharing, limitsFor, onChange, onTerminals } = parts;
  const localReach = local && createReach(local);
  let localTerminals: TerminalFact[] = [];
  const stopHearing = local?.onTerminals(() => {
    const before = localTerminals;
    const listed = local.listTerminals();
    localTerminals = listed ? byOurClock(listed, clock()) : [];
    if (isListChanged(before, localTerminals)) onTerminals(localName);
  });
  const connected = new Map<string, Connected>();
  const rooms = new Map<string, Room>();
  const problems = createTunnelProblems(onChange);
  const ceilings = createCeilings({ store, server: maxSharing });
  const arrivals = createArrivals(clock);
  let isClosed = false;
  let known: { sites: Promise<Unreached[]>; at: number } | null = null;

  const roomOf = (id: string, place: { name: string; owner: string; builtIn: boolean }): Room => {
    const before = rooms.get(id);
    if (before) return before;
    const file: AppsSource = place.builtIn
      ? createAppsFile(join(parts.dataDir, "latchkey.yaml"), id)
      : createToldApps(() => connected.get(id)?.tunnel.state ?? null, id);
    const catalog = createCatalog({
      workspaceId: id,
      store,
      file,
      limits: () => limitsFor(place),
      ceilings: () => ceilings.of(id),
      clock,
      onFileChange: () => onChange(id),
    });
    const keepNewest = createNewest<PortFact, number>(maxPortsTold, ({ port }) => port);
    const room = { catalog, health: createHealthWatch({ clock }), keepNewest, budget: createToldBudget() };
    rooms.set(id, room);
    return room;
  };
  const load = async (): Promise<Unreached[]> => {
    const listed = store.workspaces.list();
    const [owner, rows] = await Promise.all([local ? findOwner() : null, listed, ceilings.read(listed)]);
    const builtIn = owner && {
      ...{ id: localName, name: localName, owner, builtIn: true, tokenId: null, lastSeenAt: null, agent: null },
      readFacts: () => local?.readFacts() ?? Promise.resolve(null),
      listTerminals: () => localTerminals,
      countMore: () => ({ ports: 0, terminals: 0 }),
      findProblem: () => null,
      ...ceilings.describe(localName),
      ...roomOf(localName, { name: localName, owner: owner.name, builtIn: true }),
    };
    const others = rows.map(({ workspace: { id, name, tokenId, lastSeenAt }, owner: theirs, agent }) => ({
      ...{ id, name, owner: theirs, builtIn: false, tokenId, lastSeenAt, agent },
      readFacts: () => Promise.resolve(connected.get(id)?.tunnel.state.facts ?? null),
      listTerminals: () => connected.get(id)?.tunnel.listTerminals() ?? [],
      countMore() {
        const { morePorts = 0, moreTerminals = 0 } = connected.get(id)?.tunnel.state ?? {};
        return { ports: morePorts, terminals: moreTerminals };
      },
      findProblem: () => problems.find(id),
      ...ceilings.describe(id),
      ...roomOf(id, { name, owner: theirs.name, builtIn: false }),
    }));
    for (const id of rooms.keys()) {
      if (id === localName || others.some((site) => site.id === id)) continue;
      rooms.delete(id);
      problems.forget(id);
    }
    return [...(builtIn ? [builtIn] : []), ...others].filter((site) => site.owner.suspendedAt === null);
  };
  const forget = () => {
    known = null;
    for (const { catalog } of rooms.values()) catalog.forget();
  };
  const read = (): Promise<Unreached[]> => {
    const now = clock();
    if (!known || now - known.at >= rememberMs) {
      const loading = { sites: load(), at: now };
      known = loading;
      loading.sites.catch(() => {
        if (known === loading) known = null;
      });
    }
    return known.sites;
  };
  const findReach = ({ id, builtIn }: Unreached): Reach | null => {
    if (builtIn) return localReach;
    const there = connected.get(id);
    return there?.hasTold ? there.reach : null;
  };
  const reached = (site: Unreached): Site => {
    const reach = findReach(site);
    const isHadByAnother = arrivals.isTooEarly(site) && (gateways?.read().others.length ?? 0) > 0;
    const isOnItsWay = !reach && (connected.has(site.id) || isHadByAnother);
    return { ...site, reach, isOnItsWay };
  };

  const cutOff = (id: string, code: number, reason: string) => connected.get(id)?.tunnel.close(code, reason);
  const stopListening = news.listen(({ endedKeyIds, changedUserIds }) => {
    if (changedUserIds.length > 0) forget();
    if (endedKeyIds.length === 0) return;
    for (const [id, { tokenId }] of connected) {
      if (endedKeyIds.includes(tokenId)) cutOff(id, tunnelCloseCodes.tokenEnded, "the token ended");
    }
  });
  const seen = setInterval(() => {
    const now = clock();
    for (const [id, each] of connected) {
      void store.workspaces.markSeen(id, now).catch(() => undefined);
      if (now - each.notedAt < usedEveryMs) continue;
      each.notedAt = now;
      parts.onUse(each.tokenId);
    }
  }, seenEveryMs).unref();

  const findByToken = async (tokenId: string): Promise<Unreached | null> => {
    const holds = (each: Unreached) => each.tokenId === tokenId;
    const site = (await read()).find(holds);
    if (site) return site;
    // Made a moment ago, perhaps by another replica: an agent that is told no does not come back.
    known = null;
    return (await read()).find(holds) ?? null;
  };

  return {
    findByToken,
    async isAlive(id, process) {
      const there = connected.get(id);
      return there !== undefined && there.place.process !== process && answersPing(there.socket, answersWithinMs);
    },
    release(id, process) {
      const there = connected.get(id);
      if (there && there.place.process !== process) cutOff(id, tunnelCloseCodes.restarting, "another agent has taken over");
    },
    list: async () => (await read()).map(reached),
    async find(fits) {
      const site = (await read()).find(fits);
      return site ? reached(site) : null;
    },
    async settle(id) {
      const until = performance.now() + patienceMs;
      for (;;) {
        const expected = (await read()).filter((site) => !findReach(site) && (connected.has(site.id) || arrivals.isExpected(site)));
        const awaited = expected.some((site) => site.id === id) ? expected.filter((site) => site.id === id) : expected;
        const left = until - performance.now();
        if (awaited.length === 0 || left <= 0) return;
        await arrivals.next(Math.min(left, 1_000));
      }
    },
    isYoung: arrivals.isYoung,
    forget,
    holds: (tokenId, process) => [...connected.values()].some((each) => each.tokenId === tokenId && each.place.process === process),
    async attach(tokenId, socket, place) {
      const site = await findByToken(tokenId);
      if (!site) throw new AppError("invalid_token", { detail: "No workspace has this token." });
      if (isClosed) throw new AppError("unavailable", { detail: "The door restarts." });
      const { id } = site;
      // The newer connection is the one that works: the older may be a network that was left without a word. Another process was asked for an
      // answer before (admission.ts). It is never told that it was replaced: an agent from before 0.2.0 ends for good when it hears that.
      const isSame = connected.get(id)?.place.process === place.process;
      cutOff(id, isSame ? closedNormally : tunnelCloseCodes.restarting, "a newer connection of this agent");
      let hasNamed = false;
      const tunnel = openTunnel(socket, {
        clock,
        ...(gateways && { gateways }),
        holder: { workspaceId: id, tokenId },
        budget: roomOf(id, { name: site.name, owner: site.owner.name, builtIn: false }).budget,
        onProblem: (why) => problems.note(id, why),
        onChange() {
          if (!hasNamed && place.hostname === null && tunnel.state.facts) {
            hasNamed = true;
            parts.onHostname(id, place, tunnel.state.facts.hostname);
          }
          onChange(id);
        },
        onTerminals: () => onTerminals(id),
      });
      const mine: Connected = {
        ...{ tokenId, place, socket, notedAt: clock() },
        tunnel,
        reach: createReach({ ...tunnel, listPorts: () => Promise.resolve(tunnel.state.ports) }),
        hasTold: false,
      };
      connected.set(id, mine);
      problems.watch(id, () => connected.get(id) === mine);
      void tunnel.told.then(() => {
        if (connected.get(id) !== mine) return;
        mine.hasTold = true;
        arrivals.arrived(id);
        onChange(id);
      });
      // Before anything is waited for: it may be gone by then, and would stay online for ever.
      socket.once("close", (code) => {
        mine.reach.close();
        if (connected.get(id) !== mine) return;
        connected.delete(id);
        arrivals.left(id, code === closedNormally || code === tunnelCloseCodes.tokenEnded);
        void store.workspaces.markSeen(id, clock()).catch(() => undefined);
        known = null;
        onChange(id);
      });
      await store.workspaces.markSeen(id, clock()).catch(() => undefined);
    },
    close() {
      isClosed = true;
      clearInterval(seen);
      arrivals.close();
      stopListening();
      stopHearing?.();
      for (const id of connected.keys()) cutOff(id, tunnelCloseCodes.restarting, "the door restarts");
      localReach?.close();
    },
  };
}
