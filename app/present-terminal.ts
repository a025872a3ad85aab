import type { ActivityView, TerminalView } from "#protocol/api.ts";
import type { ActivityRow } from "#server/store.ts";
import type { ListedTerminal } from "#server/workspaces.ts";

export function presentTerminal({ createdAt, activeAt, ...terminal }: ListedTerminal): TerminalView {
  return { ...terminal, createdAt: new Date(createdAt).toISOString(), activeAt: new Date(activeAt).toISOString() };
}

function presentActivity({ id, workspaceId, at, kind, userName, deviceName, subject }: ActivityRow): ActivityView {
  return { id, workspaceId, at: new Date(at).toISOString(), kind, who: userName, device: deviceName, subject };
}

export function presentActivityPage({ activity, more }: { activity: readonly ActivityRow[]; more: boolean }) {
  return { activity: activity.map(presentActivity), more };
}
