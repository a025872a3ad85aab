"use client";
import type { TerminalView, WorkspaceView } from "#protocol/api.ts";
import { useDoorData } from "#ui/engine/data.tsx";
import { TerminalPage } from "#ui/terminal/terminal-page.tsx";
import { useTerminalPlace, type TerminalPlace } from "#ui/terminal/use-terminal-place.ts";

interface TerminalScreenProps {
  /** Where it is, as the server read it; the shell has only the address. */
  place?: TerminalPlace;
  initial?: { workspaces: WorkspaceView[] | undefined; terminals: TerminalView[] | undefined };
}

export function TerminalScreen({ place: given, initial }: TerminalScreenProps) {
  const { place, move } = useTerminalPlace(given);
  const workspaces = useDoorData<{ workspaces: WorkspaceView[] }>("/workspaces", initial?.workspaces && { workspaces: initial.workspaces });
  const terminals = useDoorData<{ terminals: TerminalView[] }>("/terminals", initial?.terminals && { terminals: initial.terminals });
  return (
    <TerminalPage
      place={place}
      move={move}
      workspaces={workspaces.data?.workspaces}
      terminals={terminals.data?.terminals}
      refresh={terminals.refresh}
    />
  );
}
