"use client";
import type { WorkspaceView } from "#protocol/api.ts";
import { ActivityList, type ActivityPage } from "#ui/activity/activity-list.tsx";
import { SkeletonRows } from "#ui/design/skeleton.tsx";
import { useDoorData } from "#ui/engine/data.tsx";
import { Loaded } from "#ui/frame/loaded.tsx";
import { Screen } from "#ui/frame/screen.tsx";
import { sayWorkspace } from "#ui/workspaces/item.ts";

interface ActivityScreenProps {
  initial?: { workspaces: WorkspaceView[] | undefined; page: ActivityPage | undefined };
}

/** What was done on all machines that are the person's own. */
export function ActivityScreen({ initial }: ActivityScreenProps) {
  const workspaces = useDoorData<{ workspaces: WorkspaceView[] }>("/workspaces", initial?.workspaces && { workspaces: initial.workspaces });
  const newest = useDoorData<ActivityPage>("/activity", initial?.page);
  const mine = workspaces.data?.workspaces.filter((each) => each.mine) ?? [];
  const nameOf = (id: string) => {
    const found = mine.length > 1 && mine.find((each) => each.id === id);
    return found ? sayWorkspace(found.name) : null;
  };
  return (
    <Screen title="Activity" lead="Who opened what on your machines, and with which device.">
      <Loaded of={newest} skeleton={<SkeletonRows />}>
        {(known) => <ActivityList path="/activity" newest={known} nameOf={nameOf} />}
      </Loaded>
    </Screen>
  );
}
