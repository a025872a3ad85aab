import type { Metadata } from "next";
import { listWorkspaces } from "../../list-workspaces.ts";
import { presentActivityPage } from "../../present-terminal.ts";
import { requireSession, unlessUnavailable } from "../../session.ts";
import { ActivityScreen } from "./screen.tsx";

export const metadata: Metadata = { title: "Activity" };

export default async function ActivityRoute() {
  const { caller, rooms } = await requireSession();
  const [workspaces, found] = await Promise.all([
    unlessUnavailable(listWorkspaces(rooms, caller.user)),
    unlessUnavailable(rooms.apps.workspaces.terminals.listOwnActivity(caller.user, null)),
  ]);
  return <ActivityScreen initial={{ workspaces, page: found && presentActivityPage(found) }} />;
}
