import type { Clock } from "../clock.ts";
import type { Found, Workspaces } from "../workspaces.ts";
import { createPortList } from "./listening-ports.ts";

/** The name of the workspace that is the door's own machine; its owner is the first owner. */
const localWorkspaceName = "this-machine";
/** How long an answer about ownership is believed; a proxied request must not cost a query. */
const rememberMs = 10_000;
const lowestPort = 1024;

interface Owner {
  id: string;
  name: string;
}

/**
 * The built-in workspace "this machine": every port of its loopback from 1024 up, for its owner alone.
 * `findOwner`: the first owner. `ownPorts`: the door's own listeners, which no app address may reach.
 */
export function openWorkspaces(parts: {
  local: boolean;
  clock: Clock;
  findOwner: () => Promise<Owner | null>;
  ownPorts: readonly number[];
}): Workspaces {
  const { local, clock, findOwner, ownPorts } = parts;
  let known: { owner: Owner; at: number } | null = null;
  const listPorts = createPortList();
  const requireOwner = async (): Promise<Owner | null> => {
    if (known && clock() - known.at < rememberMs) return known.owner;
    const owner = await findOwner();
    known = owner && { owner, at: clock() };
    return owner;
  };
  return {
    async find(target, user): Promise<Found> {
      // Whether or not it exists: a stranger learns nothing from being asked to sign in.
      if (!user) return { kind: "sign_in" };
      const owner = local ? await requireOwner() : null;
      const isTheirs = owner?.id === user.id && target.user === owner.name && target.workspace === localWorkspaceName;
      // The door's own listeners are never an app: a request through the gateway comes from loopback, past every limit by address (SEC-20).
      if (!isTheirs || target.kind !== "port" || ownPorts.includes(target.port)) return { kind: "not_found" };
      const tls = target.tls ? { verify: true } : null;
      return { kind: "open", workspaceId: localWorkspaceName, host: "127.0.0.1", port: target.port, tls, isPublic: false };
    },
    async list(user) {
      const owner = local ? await requireOwner() : null;
      if (owner?.id !== user.id) return [];
      const listening = await listPorts();
      const ports = listening.filter(({ port }) => port >= lowestPort && !ownPorts.includes(port));
      return [{ id: localWorkspaceName, name: localWorkspaceName, owner: owner.name, ports }];
    },
  };
}
