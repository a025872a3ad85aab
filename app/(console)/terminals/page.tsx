import type { Metadata } from "next";
import { listTerminals } from "../../list-terminals.ts";
import { listWorkspaces } from "../../list-workspaces.ts";
import { requireSession, unlessUnavailable } from "../../session.ts";
import { TerminalsScreen } from "./screen.tsx";

export const metadata: Metadata = { title: "Terminals" };

export default async function TerminalsPage() {
  const { caller, rooms } = await requireSession();
  const [workspaces, terminals] = await Promise.all([
    unlessUnavailable(listWorkspaces(rooms, caller.user)),
    unlessUnavailable(listTerminals(rooms, caller.user)),
  ]);
  return <TerminalsScreen initial={{ workspaces, terminals }} />;
}
