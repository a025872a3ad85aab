/** What stands behind the door: workspaces, and the gateway that opens their apps on hosts of their own. Put together here, once. */
import type { Clock } from "./clock.ts";
import type { Config } from "./config.ts";
import { createAppHosts, createLocalAuthority, openGateway, type AppHosts, type Gateway } from "./gateway.ts";
import type { Log } from "./log.ts";
import type { SessionRoom } from "./session.ts";
import type { Store } from "./store.ts";
import { openWorkspaces, type Workspaces } from "./workspaces.ts";

export interface Apps {
  hosts: AppHosts;
  workspaces: Workspaces;
  gateway: Gateway;
  close(): void;
}

/** Workspaces and the gateway to them; null without a wildcard. */
export function openApps(parts: {
  config: Config;
  store: Pick<Store, "apps">;
  room: SessionRoom;
  clock: Clock;
  log: Log;
  /** The door's own listeners. */
  ownPorts: readonly number[];
}): Apps | null {
  const { config, store, room, clock, log, ownPorts } = parts;
  const { wildcard, secureCookies, localWorkspace } = config;
  const { protocol: scheme, origin: accessOrigin } = config.accessUrl;
  if (wildcard === null || !room.appSessions) return null;
  const hosts = createAppHosts(wildcard, scheme);
  const workspaces = openWorkspaces({
    ...{ local: localWorkspace, dataDir: config.dataDir, clock, store, news: room.news, findOwner: room.people.findFirstOwner, ownPorts },
    wildcardSuffix: wildcard.slice(1).split(".", 1)[0] ?? "",
  });
  const authority = createLocalAuthority({ appSessions: room.appSessions, handOverCodes: room.handOverCodes, workspaces, accessOrigin });
  const gateway = openGateway({ hosts, authority, news: room.news, log: log.room("gateway"), scheme, accessOrigin, secureCookies });
  const close = () => {
    gateway.close();
    workspaces.close();
  };
  return { hosts, workspaces, gateway, close };
}
