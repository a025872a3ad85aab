import type { Metadata } from "next";
import { listWorkspaces } from "../../../list-workspaces.ts";
import { requireSession, unlessUnavailable } from "../../../session.ts";
import { OpenScreen } from "./screen.tsx";

export const metadata: Metadata = { title: "App" };

interface OpenPageProps {
  params: Promise<{ label: string }>;
  searchParams: Promise<{ path?: string | string[] }>;
}

export default async function OpenPage({ params, searchParams }: OpenPageProps) {
  const { caller, rooms } = await requireSession();
  const [{ label }, { path }, workspaces] = await Promise.all([
    params,
    searchParams,
    unlessUnavailable(listWorkspaces(rooms, caller.user)),
  ]);
  return <OpenScreen place={{ label, path: typeof path === "string" ? path : null }} initial={workspaces} />;
}
