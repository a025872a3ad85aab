"use client";
import { useState } from "react";
import type { WorkspaceView } from "#protocol/api.ts";
import { ActivityList, type ActivityPage } from "#ui/activity/activity-list.tsx";
import { SkeletonRows } from "#ui/design/skeleton.tsx";
import { useDoorData } from "#ui/engine/data.tsx";
import { Loaded } from "#ui/frame/loaded.tsx";
import { Screen } from "#ui/frame/screen.tsx";
import { sayWorkspace } from "#ui/workspaces/item.ts";

interface MachineActivityScreenProps {
  /** The machine, as the server read the address; the shell has only that. */
  workspaceId?: string;
  initial?: WorkspaceView[] | undefined;
}

/** What was done on one machine. */
export function MachineActivityScreen({ workspaceId: given, initial }: MachineActivityScreenProps) {
  const [id] = useState(() => given ?? location.pathname.split("/")[2] ?? "");
  const path = `/workspaces/${encodeURIComponent(id)}/activity`;
  const workspaces = useDoorData<{ workspaces: WorkspaceView[] }>("/workspaces", initial && { workspaces: initial });
  const newest = useDoorData<ActivityPage>(path);
  const workspace = workspaces.data?.workspaces.find((each) => each.id === id);
  return (
    <Screen
      title={workspace ? sayWorkspace(workspace.name) : "Activity"}
      lead="Who opened what here, and with which device."
      back={{ href: "/activity", label: "Activity" }}
    >
      <Loaded of={newest} skeleton={<SkeletonRows />}>
        {(known) => <ActivityList path={path} newest={known} nameOf={() => null} />}
      </Loaded>
    </Screen>
  );
}
