/** Why the tunnels of machines were ended here, for their owners: kept until one has stayed for a minute. */

export interface TunnelProblems {
  /** One sentence; null: there is none. */
  find(workspaceId: string): string | null;
  note(workspaceId: string, why: string): void;
  /** A tunnel is open; `isOpen`: whether it is still. */
  watch(workspaceId: string, isOpen: () => boolean): void;
  forget(workspaceId: string): void;
}

const wellAfterMs = 60_000;

export function createTunnelProblems(onChange: (workspaceId: string) => void): TunnelProblems {
  const known = new Map<string, string>();
  const forget = (workspaceId: string) => void (known.delete(workspaceId) && onChange(workspaceId));
  return {
    find: (workspaceId) => known.get(workspaceId) ?? null,
    note(workspaceId, why) {
      known.set(workspaceId, why);
      onChange(workspaceId);
    },
    watch(workspaceId, isOpen) {
      setTimeout(() => void (isOpen() && forget(workspaceId)), wellAfterMs).unref();
    },
    forget,
  };
}
