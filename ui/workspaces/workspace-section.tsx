import Plug from "lucide-react/icons/plug";
import Plus from "lucide-react/icons/plus";
import TriangleAlert from "lucide-react/icons/triangle-alert";
import { useState } from "react";
import type { WorkspaceView } from "#protocol/api.ts";
import { Badge } from "#ui/design/badge.tsx";
import { Button } from "#ui/design/button.tsx";
import { EmptyState } from "#ui/design/empty-state.tsx";
import { List } from "#ui/design/list.tsx";
import { Note } from "#ui/design/note.tsx";
import { sayWorkspace, type Item } from "./item.ts";
import { ItemRow } from "./item-row.tsx";
import type { Placed } from "./keep-places.ts";

/** A machine with databases and tools listens on dozens of ports; what a person opens daily has a name or a pin. */
const shownPorts = 8;

interface WorkspaceSectionProps {
  workspace: WorkspaceView;
  /** What of it is shown here. */
  places: readonly Placed<Item>[];
  /** Only what somebody searches for is shown: all of it, and nothing is said of what is not. */
  isSearch: boolean;
  /** Some of it is pinned, and shown elsewhere. */
  hasPinned: boolean;
  onAdd: () => void;
  onMore: (item: Item) => void;
}

/** A workspace: its apps, then what else listens in it. */
export function WorkspaceSection({ workspace, places, isSearch, hasPinned, onAdd, onMore }: WorkspaceSectionProps) {
  const [isWhole, setWhole] = useState(false);
  const title = sayWorkspace(workspace.name);
  const apps = places.filter(({ value }) => value.app);
  const ports = places.filter(({ value }) => value.port);
  // What came while somebody looks is what they wait for: it is never behind the button.
  const shown = isWhole || isSearch ? ports : ports.filter(({ isNew }, index) => index < shownPorts || isNew);
  return (
    <section className="mt-8 first:mt-0" aria-label={title}>
      <div className="mb-2.5 flex min-h-11 flex-wrap items-center justify-between gap-x-4 gap-y-1">
        <h2 className="flex flex-wrap items-center gap-x-2 text-17 font-semibold">
          {title}
          {!workspace.mine && <span className="text-15 font-normal text-muted">of {workspace.owner}</span>}
          {workspace.state === "offline" && <Badge tone="warn">Offline</Badge>}
        </h2>
        {workspace.mine && !isSearch && (
          <Button icon={<Plus className="size-4" />} onClick={onAdd}>
            Add app
          </Button>
        )}
      </div>
      {workspace.fileProblem && (
        <Note tone="warn" icon={<TriangleAlert />} className="mb-3">
          <span className="font-medium">latchkey.yaml has a mistake.</span> What was read before stays in force.
          <span className="mt-1 block font-mono text-13 wrap-anywhere text-muted">{workspace.fileProblem}</span>
        </Note>
      )}
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
      {places.length === 0 && !isSearch && !hasPinned && (
        <EmptyState icon={<Plug />} title="Nothing is listening">
          {workspace.mine
            ? "Start a server on any port from 1024 up, and it shows up here by itself, within 5 seconds."
            : "What its owner shares with you shows up here."}
        </EmptyState>
      )}
    </section>
  );
}
