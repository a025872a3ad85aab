import type { Found, Workspaces } from "../workspaces.ts";

/** The name of the workspace that is the door's own machine; its owner is the first owner. */
export const localWorkspaceName = "this-machine";

/**
 * The built-in workspace "this machine": every port of its loopback, for its owner alone.
 * `findOwnerId`: the first owner. `ownPorts`: the door's own listeners, which no app address may reach.
 */
export function openWorkspaces(parts: {
  local: boolean;
  findOwner: () => Promise<{ id: string; name: string } | null>;
  ownPorts: () => readonly number[];
}): Workspaces {
  return {
    async find(target, user): Promise<Found> {
      // Whether or not it exists: a stranger learns nothing from being asked to sign in.
      if (!user) return { kind: "sign_in" };
      const owner = await parts.findOwner();
      const isTheirs = parts.local && owner?.id === user.id && target.user === owner.name && target.workspace === localWorkspaceName;
      // The door's own listeners are never an app: a request through the gateway comes from loopback, past every limit by address (SEC-20).
      if (!isTheirs || target.kind !== "port" || parts.ownPorts().includes(target.port)) return { kind: "not_found" };
      return {
        kind: "open",
        workspaceId: localWorkspaceName,
        host: "127.0.0.1",
        port: target.port,
        tls: target.tls ? { verify: true } : null,
        isPublic: false,
      };
    },
  };
}
