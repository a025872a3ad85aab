import type { Metadata } from "next";
import { presentSession, requireSession, unlessUnavailable } from "../session.ts";
import { listTerminals } from "../list-terminals.ts";
import { listWorkspaces } from "../list-workspaces.ts";
import { HomeScreen } from "./screen.tsx";

export const metadata: Metadata = { title: "Home" };

export default async function HomePage() {
  const { caller, rooms } = await requireSession();
  const [session, workspaces, hidden, terminals] = await Promise.all([
    presentSession({ caller, rooms }),
    unlessUnavailable(listWorkspaces(rooms, caller.user)),
    unlessUnavailable(rooms.apps.workspaces.listHidden(caller.user)),
    unlessUnavailable(listTerminals(rooms, caller.user)),
  ]);
  return <HomeScreen initial={{ session, workspaces, hidden, terminals }} />;
}
