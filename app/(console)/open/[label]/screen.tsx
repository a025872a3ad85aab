"use client";
import { useState } from "react";
import type { WorkspaceView } from "#protocol/api.ts";
import { useDoorData } from "#ui/engine/data.tsx";
import { AppView } from "#ui/workspaces/app-view.tsx";

interface OpenScreenProps {
  /** Where it is, as the server read it; the shell has only the address. */
  place?: { label: string; path: string | null };
  initial?: WorkspaceView[] | undefined;
}

export function OpenScreen({ place, initial }: OpenScreenProps) {
  const { data } = useDoorData<{ workspaces: WorkspaceView[] }>("/workspaces", initial && { workspaces: initial });
  const [{ label, path }] = useState(() => place ?? readAddress());
  return <AppView key={label} workspaces={data?.workspaces} label={label} path={path} />;
}

function readAddress(): { label: string; path: string | null } {
  return { label: location.pathname.split("/")[2] ?? "", path: new URLSearchParams(location.search).get("path") };
}
