import type { Metadata } from "next";
import { listTerminals } from "../../../list-terminals.ts";
import { listWorkspaces } from "../../../list-workspaces.ts";
import { requireSession, unlessUnavailable } from "../../../session.ts";
import { TerminalScreen } from "./screen.tsx";

export const metadata: Metadata = { title: "Terminal" };

interface TerminalPageProps {
  params: Promise<{ id: string }>;
  searchParams: Promise<{ beside?: string | string[] }>;
}

export default async function TerminalPage({ params, searchParams }: TerminalPageProps) {
  const { caller, rooms } = await requireSession();
  const [{ id }, { beside }, workspaces, terminals] = await Promise.all([
    params,
    searchParams,
    unlessUnavailable(listWorkspaces(rooms, caller.user)),
    unlessUnavailable(listTerminals(rooms, caller.user)),
  ]);
  const place = { id, beside: typeof beside === "string" ? beside : null };
  return <TerminalScreen place={place} initial={{ workspaces, terminals }} />;
}
