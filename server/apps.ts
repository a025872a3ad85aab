/** What stands behind the door: workspaces, and the gateway that opens their apps on hosts of their own. Put together here, once. */
import { createAgents, type Agents } from "./agents.ts";
import type { Clock } from "./clock.ts";
import type { Config } from "./config.ts";
import {
  createAppHosts,
  createCarrier,
  createLocalAuthority,
  createRecent,
  openGateway,
  openPathApps,
  pathOf,
  type AppHosts,
  type Gateway,
  type PathApps,
} from "./gateway.ts";
import { createForwarded } from "./forwarded.ts";
import type { Log } from "./log.ts";
import { findSharedDomain, type SessionRoom } from "./session.ts";
import type { Store } from "./store.ts";
import { openWorkspaces, type Gateways, type LocalMachine, type Workspaces } from "./workspaces.ts";

export interface Apps {
  workspaces: Workspaces;
  /** Both null without a wildcard. */
  hosts: AppHosts | null;
  gateway: Gateway | null;
  /** Null unless path apps were asked for. */
  pathApps: PathApps | null;
  /** Where an app or port (`3000`, `3000s`) opens; `host` is empty without a wildcard. */
  placeOf(item: string, workspace: { name: string; owner: string }): { host: string; href: string };
  /** Where agents dial in. */
  agents: Agents;
  close(): void;
}

export function openApps(parts: {
  config: Config;
  store: Pick<Store, "apps" | "workspaces" | "activity" | "terminalUses" | "limits">;
  room: SessionRoom;
  clock: Clock;
  log: Log;
  /** The agent of this machine, in process. */
  local: LocalMachine;
  /** The door's own listeners. */
  ownPorts: readonly number[];
  /** What agents are told that there is to dial; by default nothing but this process. */
  gateways?: Gateways;
}): Apps {
  const { config, store, room, clock, log, local, ownPorts, gateways = lone } = parts;
  const { wildcard, secureCookies, localWorkspace, terminalPasswordAfterSeconds, maxSharing } = config;
  const { protocol: scheme, origin: accessOrigin } = config.accessUrl;
  const workspaces = openWorkspaces({
    ...{ local: localWorkspace ? local : null, dataDir: config.dataDir, clock, store, news: room.news, ownPorts, gateways },
    ...{ findOwner: room.people.findFirstOwner, agentTokens: room.agentTokens, terminalPasswordAfterSeconds, maxSharing },
    wildcardSuffix: wildcard?.slice(1).split(".", 1)[0] ?? "",
  });
  const agents = createAgents({
    ...{ sessions: room.sessions, workspaces, replicaId: gateways.read().replica, clock },
    ...{ addressOf: createForwarded(config.trustedProxies).addressOf, noteUse: room.agentTokens.noteUse },
  });
  const carrier = createCarrier(room.news, { keepMs: config.keepVerdictsSeconds * 1000 });
  const pathApps = config.pathApps ? openPathApps({ workspaces, carrier, log: log.room("gateway") }) : null;
  if (pathApps)
    log.warn("path apps are on: an app opened under a path can do at this door whatever its owner can; open only apps you trust");
  const recent = createRecent({ news: room.news, clock });
  const close = () => {
    recent.close();
    carrier.close();
    workspaces.close();
  };
  if (wildcard === null || !room.appSessions) {
    const placeOf: Apps["placeOf"] = (item, { name, owner }) => ({
      host: "",
      href: pathApps ? pathOf({ item, workspace: name, owner }) : "",
    });
    return { workspaces, hosts: null, gateway: null, pathApps, agents, placeOf, close };
  }
  const hosts = createAppHosts(wildcard, scheme);
  const authority = createLocalAuthority({
    ...{ hosts, appSessions: room.appSessions, guestSessions: room.openAppSessions({ wildcard, secureCookies, scope: "host" }) },
    ...{ handOverCodes: room.handOverCodes, workspaces, accessOrigin },
    ...{ sharedDomain: findSharedDomain(config.accessUrl.hostname, wildcard), secureCookies },
  });
  const gateway = openGateway({ hosts, authority, carrier, recent, log: log.room("gateway"), scheme, accessOrigin, secureCookies });
  const placeOf: Apps["placeOf"] = (item, { name, owner }) => {
    const host = hosts.hostOf(`${item}--${name}--${owner}`);
    return { host, href: `//${host}` };
  };
  return { workspaces, hosts, gateway, pathApps, agents, placeOf, close };
}

const lone: Gateways = { read: () => ({ replica: "alone", others: [], proxies: [] }), onChange: () => () => undefined };
