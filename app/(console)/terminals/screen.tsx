"use client";
import type { TerminalView, WorkspaceView } from "#protocol/api.ts";
import { SkeletonRows } from "#ui/design/skeleton.tsx";
import { useDoorData } from "#ui/engine/data.tsx";
import { Loaded } from "#ui/frame/loaded.tsx";
import { Screen } from "#ui/frame/screen.tsx";
import { TerminalsList } from "#ui/terminals/terminals-list.tsx";

interface TerminalsScreenProps {
  initial?: { workspaces: WorkspaceView[] | undefined; terminals: TerminalView[] | undefined };
}

export function TerminalsScreen({ initial }: TerminalsScreenProps) {
  const workspaces = useDoorData<{ workspaces: WorkspaceView[] }>("/workspaces", initial?.workspaces && { workspaces: initial.workspaces });
  const terminals = useDoorData<{ terminals: TerminalView[] }>("/terminals", initial?.terminals && { terminals: initial.terminals });
  return (
    <Screen title="Terminals">
      <Loaded of={workspaces} skeleton={<SkeletonRows rows={2} />}>
        {(places) => (
          <Loaded of={terminals} skeleton={<SkeletonRows rows={2} />}>
            {(known) => <TerminalsList workspaces={places.workspaces} terminals={known.terminals} refresh={terminals.refresh} />}
          </Loaded>
        )}
      </Loaded>
    </Screen>
  );
}
