import type { Metadata } from "next";
import { listWorkspaces } from "../../../list-workspaces.ts";
import { requireSession, unlessUnavailable } from "../../../session.ts";
import { MachineActivityScreen } from "./screen.tsx";

export const metadata: Metadata = { title: "Activity" };

/** Without the list itself: who may not see it is told by the API, in its words. */
export default async function MachineActivityRoute({ params }: { params: Promise<{ id: string }> }) {
  const { caller, rooms } = await requireSession();
  const [{ id }, workspaces] = await Promise.all([params, unlessUnavailable(listWorkspaces(rooms, caller.user))]);
  return <MachineActivityScreen key={id} workspaceId={id} initial={workspaces} />;
}
