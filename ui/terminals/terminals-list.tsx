import SquareTerminal from "lucide-react/icons/square-terminal";
import { lazy, Suspense, useState } from "react";
import type { TerminalView, WorkspaceView } from "#protocol/api.ts";
import { EmptyState } from "#ui/design/empty-state.tsx";
import { inOrder } from "./say-terminal.ts";
import { MachineTerminals } from "./machine-terminals.tsx";

const TerminalSheet = lazy(async () => ({ default: (await import("./terminal-sheet.tsx")).TerminalSheet }));

interface TerminalsListProps {
  workspaces: readonly WorkspaceView[];
  terminals: readonly TerminalView[];
  refresh: () => Promise<void>;
}

/** Every terminal that the person may open, by the machine it runs on. */
export function TerminalsList({ workspaces, terminals, refresh }: TerminalsListProps) {
  const [asked, setAsked] = useState<{ terminal: TerminalView; isOpen: boolean; turn: number } | null>(null);
  const places = workspaces.filter((each) => each.mayOpenTerminals || terminals.some(({ workspaceId }) => workspaceId === each.id));
  if (places.length === 0) {
    return (
      <EmptyState icon={<SquareTerminal />} title="No machine to open a terminal on">
        Add a machine of yours on Home, and its terminals are here.
      </EmptyState>
    );
  }
  const onMore = (terminal: TerminalView) => setAsked((before) => ({ terminal, isOpen: true, turn: (before?.turn ?? 0) + 1 }));
  return (
    <>
      <div>
        {places.map((workspace) => (
          <MachineTerminals
            key={workspace.id}
            workspace={workspace}
            terminals={inOrder(terminals.filter(({ workspaceId }) => workspaceId === workspace.id))}
            onMore={onMore}
          />
        ))}
      </div>
      {asked && (
        <Suspense>
          <TerminalSheet
            key={asked.turn}
            open={asked.isOpen}
            terminal={asked.terminal}
            onOpenChange={(isOpen) => setAsked({ ...asked, isOpen })}
            onDone={refresh}
          />
        </Suspense>
      )}
    </>
  );
}
