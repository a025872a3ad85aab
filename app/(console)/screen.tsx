"use client";
import ChevronRight from "lucide-react/icons/chevron-right";
import KeyRound from "lucide-react/icons/key-round";
import Palette from "lucide-react/icons/palette";
import Stethoscope from "lucide-react/icons/stethoscope";
import { useEffect } from "react";
import type { KeyView, SessionView, WorkspaceView } from "#protocol/api.ts";
import { Section } from "#ui/design/card.tsx";
import { List } from "#ui/design/list.tsx";
import { SkeletonRows } from "#ui/design/skeleton.tsx";
import { useDoorData } from "#ui/engine/data.tsx";
import { LinkRow } from "#ui/frame/link-row.tsx";
import { ScreenLink } from "#ui/frame/link.tsx";
import { Loaded } from "#ui/frame/loaded.tsx";
import { Screen } from "#ui/frame/screen.tsx";
import { InstallOffer } from "#ui/install/install-offer.tsx";
import { SessionRow } from "#ui/keys/session-row.tsx";
import { SessionCard } from "#ui/keys/session-card.tsx";
import { WorkspacePorts } from "#ui/workspaces/workspace-ports.tsx";

/** As many sessions as home shows; the rest is on its own screen. */
const shownSessions = 3;
/** A server that was just started shows up while one still looks at the screen. */
const lookAgainMs = 4_000;

interface HomeScreenProps {
  initial?: { session: SessionView; keys: KeyView[] | undefined; workspaces: WorkspaceView[] | undefined };
}

export function HomeScreen({ initial }: HomeScreenProps) {
  const session = useDoorData<SessionView>("/session", initial?.session);
  const keys = useDoorData<{ keys: KeyView[] }>("/keys", initial?.keys && { keys: initial.keys });
  const workspaces = useDoorData<{ workspaces: WorkspaceView[] }>("/workspaces", initial?.workspaces && { workspaces: initial.workspaces });
  useEvery(lookAgainMs, workspaces.refresh);
  return (
    <Screen title="Home" action={<InstallOffer />}>
      <Loaded of={session} skeleton={<SkeletonRows rows={1} />}>
        {(known) => <SessionCard session={known} />}
      </Loaded>
      {workspaces.data?.workspaces.map((workspace) => (
        <WorkspacePorts key={workspace.id} workspace={workspace} />
      ))}
      <Section
        title="Your devices"
        aside={
          <ScreenLink
            href="/devices"
            className="flex min-h-11 items-center gap-1 rounded-control text-15 text-muted hover:text-text desk:pointer-fine:min-h-9"
          >
            All devices
            <ChevronRight className="size-4" />
          </ScreenLink>
        }
      >
        <Loaded of={keys} skeleton={<SkeletonRows rows={2} />}>
          {(known) => <Devices sessions={known.keys.filter((key) => key.kind === "session")} />}
        </Loaded>
      </Section>
      <Section title="This door">
        <List label="This door">
          <LinkRow href="/tokens" icon={<KeyRound />} title="Tokens">
            For scripts and the command line
          </LinkRow>
          <LinkRow href="/doctor" icon={<Stethoscope />} title="Session doctor">
            How this browser is kept signed in
          </LinkRow>
          <LinkRow href="/appearance" icon={<Palette />} title="Appearance">
            Light, dark, or as the system has it
          </LinkRow>
        </List>
      </Section>
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

function Devices({ sessions }: { sessions: KeyView[] }) {
  const hidden = sessions.length - shownSessions;
  return (
    <List label="Your devices">
      {sessions.slice(0, shownSessions).map((session) => (
        <SessionRow key={session.id} session={session} />
      ))}
      {hidden > 0 && <LinkRow href="/devices" title={hidden === 1 ? "1 more device" : `${hidden} more devices`} />}
    </List>
  );
}
