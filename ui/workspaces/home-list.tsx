import AppWindow from "lucide-react/icons/app-window";
import Plus from "lucide-react/icons/plus";
import SearchX from "lucide-react/icons/search-x";
import { lazy, Suspense, useMemo, useRef, useState } from "react";
import type { TerminalView, WorkspaceView } from "#protocol/api.ts";
import type { HiddenWorkspaceView } from "#protocol/hidden-workspace.ts";
import { Button } from "#ui/design/button.tsx";
import { EmptyState } from "#ui/design/empty-state.tsx";
import { Section } from "#ui/design/card.tsx";
import { useRegions } from "#ui/regions/regions.tsx";
import { throughRegion } from "#ui/regions/through-region.ts";
import { HiddenMachines } from "./hidden-machines.tsx";
import { listItems, matchesItem, type Item } from "./item.ts";
import { ItemTile } from "./item-row.tsx";
import { SearchField } from "./search-field.tsx";
import type { Asked } from "./item-sheet.tsx";
import { usePlaces } from "./use-places.ts";
import { headingId, WorkspaceSection } from "./workspace-section.tsx";

/** What fits on a screen needs no search. */
const searchFrom = 8;

const ItemSheet = lazy(async () => ({ default: (await import("./item-sheet.tsx")).ItemSheet }));
const MachineSheet = lazy(async () => ({ default: (await import("./machine-sheet.tsx")).MachineSheet }));

/** What a person asked of the machines: to add one, or about one. */
interface AskedMachine {
  workspace: WorkspaceView | null;
  start?: "more" | "renew";
}

interface HomeListProps {
  workspaces: readonly WorkspaceView[];
  /** Machines of others that the person has hidden. */
  hidden: readonly HiddenWorkspaceView[];
  /** Undefined while they are not known. */
  terminals: readonly TerminalView[] | undefined;
  /** From before: the next answer may look different altogether. */
  isFromBefore: boolean;
  refresh: () => Promise<void>;
}

/** All that can be opened: what is pinned, then each workspace with its apps and ports. */
export function HomeList({ workspaces, hidden, terminals, isFromBefore, refresh }: HomeListProps) {
  const [sought, setSought] = useState("");
  const [ownActs, setOwnActs] = useState(0);
  const [sheet, setSheet] = useState<{ isOpen: boolean; asked: Asked; turn: number } | null>(null);
  const [machine, setMachine] = useState<(AskedMachine & { isOpen: boolean; turn: number }) | null>(null);
  const { used, regions } = useRegions();
  const primary = regions[0] ?? null;
  const items = useMemo(() => listItems(workspaces).map((item) => throughRegion(item, used, primary)), [workspaces, used, primary]);
  const places = usePlaces(items, `${isFromBefore} ${ownActs}`);
  const list = useRef<HTMLDivElement>(null);

  const found = sought.trim() === "" ? places : places.filter(({ value }) => matchesItem(value, sought.trim()));
  const isSearch = found !== places;
  const pinned = isSearch ? [] : places.filter(({ value }) => value.pinned);
  const ask = (asked: Asked) => setSheet((before) => ({ isOpen: true, asked, turn: (before?.turn ?? 0) + 1 }));
  const onMore = (item: Item) => ask({ kind: "more", item });
  const askMachine = (asked: AskedMachine) => setMachine((before) => ({ ...asked, isOpen: true, turn: (before?.turn ?? 0) + 1 }));
  const onDone = async () => {
    await refresh();
    setOwnActs((before) => before + 1);
  };
  return (
    <>
      {places.length >= searchFrom && (
        <SearchField
          label="Find an app or a port"
          value={sought}
          onValue={setSought}
          found={found.length}
          onGo={() => list.current?.querySelector<HTMLElement>("a.item-open")?.click()}
        />
      )}
      {workspaces.length === 0 && (
        <EmptyState icon={<AppWindow />} title="Nothing to open yet">
          Apps of your machines, and those that others share with you, show up here.
        </EmptyState>
      )}
      <div ref={list}>
        {pinned.length > 0 && (
          <Section title="Pinned">
            <ul role="list" aria-label="Pinned" className="item-tiles">
              {pinned.map((place) => (
                <ItemTile key={place.value.key} place={place} onMore={onMore} />
              ))}
            </ul>
          </Section>
        )}
        {workspaces.map((workspace) => {
          const own = found.filter(({ value }) => value.workspace.id === workspace.id);
          const shown = isSearch ? own : own.filter(({ value }) => !value.pinned);
          if (isSearch && shown.length === 0) return null;
          return (
            <WorkspaceSection
              key={workspace.id}
              workspace={workspace}
              terminals={terminals}
              places={shown}
              isSearch={isSearch}
              hasPinned={shown.length < own.length}
              onAdd={() => ask({ kind: "add", workspace })}
              onMore={onMore}
              onMachine={(start) => askMachine({ workspace, start })}
              onDone={onDone}
            />
          );
        })}
        {found.length === 0 && isSearch && (
          <EmptyState icon={<SearchX />} title="Nothing matches">
            No app, port or program is called “{sought.trim()}”.
          </EmptyState>
        )}
      </div>
      {!isSearch && (
        <Button className="mt-8 w-full desk:w-auto" icon={<Plus className="size-4" />} onClick={() => askMachine({ workspace: null })}>
          Add a machine
        </Button>
      )}
      {!isSearch && <HiddenMachines machines={hidden} onDone={onDone} />}
      {sheet && (
        <Suspense>
          <ItemSheet
            key={sheet.turn}
            open={sheet.isOpen}
            asked={sheet.asked}
            items={items}
            onOpenChange={(isOpen) => setSheet({ ...sheet, isOpen })}
            onDone={onDone}
          />
        </Suspense>
      )}
      {machine && (
        <Suspense>
          <MachineSheet
            key={machine.turn}
            open={machine.isOpen}
            workspace={machine.workspace}
            start={machine.start}
            onOpenChange={(isOpen) => setMachine({ ...machine, isOpen })}
            onDone={onDone}
            onArrived={showWorkspace}
          />
        </Suspense>
      )}
    </>
  );
}

/** The heading comes into sight, and is where one goes on from with the keyboard. */
function showWorkspace(id: string): void {
  const heading = document.getElementById(headingId(id));
  heading?.focus({ preventScroll: true });
  heading?.scrollIntoView({ block: "start" });
}
