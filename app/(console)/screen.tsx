"use client";
import { useEffect } from "react";
import type { HiddenWorkspaceView } from "#protocol/hidden-workspace.ts";
import type { SessionView, TerminalView, WorkspaceView } from "#protocol/api.ts";
import { useDoorData } from "#ui/engine/data.tsx";
import { Loaded } from "#ui/frame/loaded.tsx";
import { Screen } from "#ui/frame/screen.tsx";
import { InstallOffer } from "#ui/install/install-offer.tsx";
import { SessionLine } from "#ui/keys/session-line.tsx";
import { RegionLine } from "#ui/regions/region-line.tsx";
import { HomeList } from "#ui/workspaces/home-list.tsx";
import { HomeSkeleton } from "#ui/workspaces/home-skeleton.tsx";

/** A server that was just started shows up within 5 s, while one still looks at the screen. */
const lookAgainMs = 4_000;

interface HomeScreenProps {
  initial?: {
    session: SessionView;
    workspaces: WorkspaceView[] | undefined;
    hidden: HiddenWorkspaceView[] | undefined;
    terminals: TerminalView[] | undefined;
  };
}

export function HomeScreen({ initial }: HomeScreenProps) {
  const session = useDoorData<SessionView>("/session", initial?.session);
  const workspaces = useDoorData<{ workspaces: WorkspaceView[] }>("/workspaces", initial?.workspaces && { workspaces: initial.workspaces });
  const terminals = useDoorData<{ terminals: TerminalView[] }>("/terminals", initial?.terminals && { terminals: initial.terminals });
  const hidden = useDoorData<{ workspaces: HiddenWorkspaceView[] }>(
    "/workspaces/hidden",
    initial?.hidden && { workspaces: initial.hidden },
  );
  const refreshMachines = async () => {
    await Promise.all([workspaces.refresh(), hidden.refresh()]);
  };
  useEvery(lookAgainMs, workspaces.refresh);
  return (
    <Screen title="Home" action={<InstallOffer />}>
      <Loaded of={workspaces} skeleton={<HomeSkeleton />}>
        {(known) => (
          <HomeList
            workspaces={known.workspaces}
            hidden={hidden.data?.workspaces ?? []}
            terminals={terminals.data?.terminals}
            isFromBefore={workspaces.isFromBefore}
            refresh={refreshMachines}
          />
        )}
      </Loaded>
      {session.data && <SessionLine session={session.data} />}
      <RegionLine />
    </Screen>
  );
}

/** Calls `work` again and again while the page is seen; nobody is asked for a page that nobody looks at. */
function useEvery(everyMs: number, work: () => Promise<void>): void {
  useEffect(() => {
    const timer = setInterval(() => {
      if (document.visibilityState === "visible") void work();
    }, everyMs);
    return () => clearInterval(timer);
  }, [everyMs, work]);
}
