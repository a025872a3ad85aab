import Ellipsis from "lucide-react/icons/ellipsis";
import Plug from "lucide-react/icons/plug";
import Plus from "lucide-react/icons/plus";
import TriangleAlert from "lucide-react/icons/triangle-alert";
import Unplug from "lucide-react/icons/unplug";
import { useState } from "react";
import type { TerminalView, WorkspaceView } from "#protocol/api.ts";
import { Button, IconButton } from "#ui/design/button.tsx";
import { EmptyState } from "#ui/design/empty-state.tsx";
import { List } from "#ui/design/list.tsx";
import { Note } from "#ui/design/note.tsx";
import { HomeTerminal } from "#ui/terminals/home-terminal.tsx";
import { AskMaxSharing } from "./ask-max-sharing.tsx";
import { HideMachine } from "./hidden-machines.tsx";
import { sayWorkspace, type Item } from "./item.ts";
import { ItemRow } from "./item-row.tsx";
import type { Placed } from "./keep-places.ts";
import { MachineLine } from "./machine-line.tsx";
import { sayMore } from "./say-machine.ts";
import { TakenOver } from "./taken-over.tsx";
import { useCut } from "./use-cut.ts";

/** A machine with databases and tools listens on dozens of ports; what a person opens daily has a name or a pin. */
const shownPorts = 8;

interface WorkspaceSectionProps {
  workspace: WorkspaceView;
  /** Of every machine; undefined while they are not known. */
  terminals: readonly TerminalView[] | undefined;
  /** What of it is shown here. */
  places: readonly Placed<Item>[];
  /** Only what somebody searches for is shown: all of it, and nothing is said of what is not. */
  isSearch: boolean;
  /** Some of it is pinned, and shown elsewhere. */
  hasPinned: boolean;
  onAdd: () => void;
  onMore: (item: Item) => void;
  /** About the machine itself, or straight to another command for it. */
  onMachine: (start: "more" | "renew") => void;
  /** Something was changed at the server. */
  onDone: () => Promise<void>;
}

/** A workspace: its apps, then what else listens in it. */
export function WorkspaceSection(props: WorkspaceSectionProps) {
  const { workspace, terminals, places, isSearch, hasPinned, onAdd, onMore, onMachine, onDone } = props;
  const [isWhole, setWhole] = useState(false);
  const title = sayWorkspace(workspace.name);
  const isOnline = workspace.state === "online";
  const hasAgent = workspace.mine && !workspace.builtIn;
  const apps = places.filter(({ value }) => value.app);
  const ports = places.filter(({ value }) => value.port);
  const shown = useCut(ports, shownPorts, isWhole || isSearch);
  return (
    <section className="mt-8 first:mt-0" aria-label={title}>
      <div className="mb-2.5 flex min-h-11 flex-wrap items-center justify-between gap-x-4 gap-y-1">
        <h2
          id={headingId(workspace.id)}
          tabIndex={-1}
          className="flex min-w-0 flex-1 basis-40 scroll-mt-24 flex-wrap items-center gap-x-2 text-17 font-semibold"
        >
          <span className="wrap-anywhere">{title}</span>
          {!workspace.mine && <span className="text-15 font-normal text-muted">of {workspace.owner}</span>}
        </h2>
        {workspace.mine && !isSearch && (
          <div className="flex items-center gap-1.5">
            <Button icon={<Plus className="size-4" />} onClick={onAdd}>
              Add app
            </Button>
            <IconButton
              className="mr-1.5"
              label={`More about ${title}`}
              icon={<Ellipsis className="size-5" />}
              onClick={() => onMachine("more")}
            />
          </div>
        )}
        {!workspace.mine && !isSearch && <HideMachine workspace={workspace} onDone={onDone} />}
      </div>
      {(!isSearch || !isOnline) && <MachineLine workspace={workspace} title={title} />}
      {!isSearch && <TakenOver workspace={workspace} onDone={onDone} />}
      {workspace.asksMaxSharing && !isSearch && <AskMaxSharing workspace={workspace} onDone={onDone} />}
      {workspace.fileProblem && (
        <Note tone="warn" icon={<TriangleAlert />} className="mb-3">
          <span className="font-medium">latchkey.yaml has a mistake.</span> What was read before stays in force.
          <span className="mt-1 block font-mono text-13 wrap-anywhere text-muted">{workspace.fileProblem}</span>
        </Note>
      )}
      {workspace.problem && (
        <Note tone="warn" icon={<TriangleAlert />} className="mb-3">
          <span className="font-medium">Its connection was ended.</span> {workspace.problem} It is dialled again by itself.
        </Note>
      )}
      {isOnline && workspace.mayOpenTerminals && !isSearch && <HomeTerminal workspace={workspace} terminals={terminals} />}
      {apps.length > 0 && (
        <List label={`Apps of ${title}`}>
          {apps.map((place) => (
            <ItemRow key={place.value.key} place={place} onMore={onMore} />
          ))}
        </List>
      )}
      {ports.length > 0 && (
        <>
          {apps.length > 0 && <h3 className="mt-4 mb-2 text-13 font-medium text-muted">Ports</h3>}
          <List label={`Ports of ${title}`}>
            {shown.map((place) => (
              <ItemRow key={place.value.key} place={place} onMore={onMore} />
            ))}
          </List>
          {ports.length > shown.length && (
            <Button className="mt-3" onClick={() => setWhole(true)}>
              Show all {ports.length} ports
            </Button>
          )}
        </>
      )}
      {workspace.more && !isSearch && <p className="mt-3 text-13 text-muted tabular-nums">{sayMore(workspace.more)}</p>}
      {places.length === 0 &&
        !workspace.more &&
        !isSearch &&
        !hasPinned &&
        (isOnline ? <NothingListens mine={workspace.mine} /> : <NotThere hasAgent={hasAgent} onMachine={onMachine} />)}
    </section>
  );
}

/** For who comes to it from elsewhere on the screen. */
export function headingId(workspaceId: string): string {
  return `workspace-${workspaceId}`;
}

function NothingListens({ mine }: { mine: boolean }) {
  return (
    <EmptyState icon={<Plug />} title="Nothing is listening">
      {mine
        ? "Start a server on any port from 1024 up, and it shows up here by itself, within 5 seconds."
        : "What its owner shares with you shows up here."}
    </EmptyState>
  );
}

function NotThere({ hasAgent, onMachine }: { hasAgent: boolean; onMachine: WorkspaceSectionProps["onMachine"] }) {
  return (
    <EmptyState icon={<Unplug />} title="Nothing to open yet">
      {hasAgent ? "Run its command there, and what listens on it shows up here." : "What its owner shares with you shows up here."}
      {hasAgent && (
        <span className="mt-4 block">
          <Button onClick={() => onMachine("renew")}>New command</Button>
        </span>
      )}
    </EmptyState>
  );
}
