import Plus from "lucide-react/icons/plus";
import SquareTerminal from "lucide-react/icons/square-terminal";
import Unplug from "lucide-react/icons/unplug";
import type { TerminalView, WorkspaceView } from "#protocol/api.ts";
import { Button } from "#ui/design/button.tsx";
import { EmptyState } from "#ui/design/empty-state.tsx";
import { List } from "#ui/design/list.tsx";
import { Note } from "#ui/design/note.tsx";
import { sayWorkspace } from "#ui/workspaces/item.ts";
import { MachineLine } from "#ui/workspaces/machine-line.tsx";
import { TerminalRow } from "./terminal-row.tsx";
import { useNewTerminal } from "./use-new-terminal.tsx";

interface MachineTerminalsProps {
  workspace: WorkspaceView;
  terminals: readonly TerminalView[];
  onMore: (terminal: TerminalView) => void;
}

/** A machine and the terminals on it. */
export function MachineTerminals({ workspace, terminals, onMore }: MachineTerminalsProps) {
  const { isOpening, failure, open, question } = useNewTerminal();
  const title = sayWorkspace(workspace.name);
  const isAway = workspace.state === "offline";
  const mayOpen = workspace.mayOpenTerminals && !isAway;
  const openNew = (
    <Button icon={<Plus className="size-4" />} pending={isOpening} onClick={() => void open(workspace.id)}>
      New terminal
    </Button>
  );
  return (
    <section className="mt-8 first:mt-0" aria-label={title}>
      <div className="mb-2.5 flex min-h-11 flex-wrap items-center justify-between gap-x-4 gap-y-1">
        <h2 className="flex min-w-0 flex-1 basis-40 flex-wrap items-center gap-x-2 text-17 font-semibold">
          <span className="wrap-anywhere">{title}</span>
          {!workspace.mine && <span className="text-15 font-normal text-muted">of {workspace.owner}</span>}
        </h2>
        {mayOpen && terminals.length > 0 && openNew}
      </div>
      {isAway && <MachineLine workspace={workspace} title={title} />}
      {question}
      {failure && (
        <Note role="alert" tone="bad" className="mb-3">
          {failure}
        </Note>
      )}
      {terminals.length > 0 ? (
        <List label={`Terminals of ${title}`}>
          {terminals.map((terminal) => (
            <TerminalRow key={terminal.id} terminal={terminal} isAway={isAway} onMore={onMore} />
          ))}
        </List>
      ) : isAway ? (
        <EmptyState icon={<Unplug />} title="Not reachable now">
          What runs on it goes on running, and is here when it is back.
        </EmptyState>
      ) : (
        <EmptyState icon={<SquareTerminal />} title="No terminal yet" action={openNew}>
          One that you open here goes on running when you close it, until you end it.
        </EmptyState>
      )}
    </section>
  );
}
