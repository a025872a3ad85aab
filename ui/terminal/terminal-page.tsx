"use client";
import { lazy, Suspense, useEffect, useRef, useState } from "react";
import type { TerminalView, WorkspaceView } from "#protocol/api.ts";
import { classNames } from "#ui/design/class-names.ts";
import { Note } from "#ui/design/note.tsx";
import { useGo } from "#ui/frame/link.tsx";
import { inOrder, sayTerminal } from "#ui/terminals/say-terminal.ts";
import { useNewTerminal } from "#ui/terminals/use-new-terminal.tsx";
import { sayWorkspace } from "#ui/workspaces/item.ts";
import type { TerminalPart } from "#ui/terminals/terminal-sheet.tsx";
import { KeyBar } from "./key-bar.tsx";
import type { Pane } from "./pane.ts";
import { useTerminalSettings } from "./settings.ts";
import { TerminalBar } from "./terminal-bar.tsx";
import { TerminalPane } from "./terminal-pane.tsx";
import { TerminalTabs } from "./terminal-tabs.tsx";
import { useIsWide } from "./use-is-wide.ts";
import { useScheme } from "./use-scheme.ts";
import type { TerminalPlace } from "./use-terminal-place.ts";
import { useVisibleArea } from "./use-visible-area.ts";

const TerminalMenu = lazy(async () => ({ default: (await import("./terminal-menu.tsx")).TerminalMenu }));
const TerminalSheet = lazy(async () => ({ default: (await import("#ui/terminals/terminal-sheet.tsx")).TerminalSheet }));

interface TerminalPageProps {
  place: TerminalPlace;
  move: (to: TerminalPlace) => void;
  /** Undefined while nothing is known. */
  workspaces: readonly WorkspaceView[] | undefined;
  terminals: readonly TerminalView[] | undefined;
  refresh: () => Promise<void>;
}

/** A terminal, or two side by side, under a thin bar. */
export function TerminalPage({ place, move, workspaces, terminals, refresh }: TerminalPageProps) {
  const view = useRef<HTMLDivElement>(null);
  const { settings, change } = useTerminalSettings();
  const scheme = useScheme(settings.theme);
  const isWide = useIsWide();
  const go = useGo();
  const [panes, setPanes] = useState<Record<string, Pane | null>>({});
  const [turnedTo, setTurnedTo] = useState(place.id);
  const [isSearching, setSearching] = useState(false);
  const [menu, setMenu] = useState<boolean | null>(null);
  const [asked, setAsked] = useState<{ part: TerminalPart; isOpen: boolean; turn: number } | null>(null);
  const { failure, isOpening, open, question } = useNewTerminal();
  useVisibleArea(view);

  const beside = isWide && place.beside !== place.id ? place.beside : null;
  const shown = beside === null ? [place.id] : [place.id, beside];
  const active = shown.includes(turnedTo) ? turnedTo : place.id;
  const find = (id: string) => terminals?.find((each) => each.id === id);
  const nameOf = (id: string) => sayTerminal(find(id) ?? { name: null, title: "", command: "" });
  const workspaceOf = (id: string) => workspaces?.find((each) => each.id === (find(id)?.workspaceId ?? id.split(".", 1)[0]));
  const workspace = workspaceOf(active);
  const mayOpen = workspace !== undefined && workspace.mayOpenTerminals && workspace.state === "online";
  const name = nameOf(active);
  useEffect(() => {
    document.title = `${name} · Latchkey`;
  }, [name]);

  /** Shows a terminal in the place of the one that keys go to. */
  const show = (id: string) => {
    if (!shown.includes(id)) move(active === place.id ? { ...place, id } : { ...place, beside: id });
    setTurnedTo(id);
    panes[id]?.emulator.terminal.focus();
  };
  const openNew = () => workspace && !isOpening && void open(workspace.id, ({ id }) => show(id));
  const split = () => {
    if (beside !== null) move({ id: active, beside: null });
    else if (workspace && !isOpening) void open(workspace.id, ({ id }) => void (move({ ...place, beside: id }), setTurnedTo(id)));
  };
  const leave = () => view.current?.querySelector<HTMLElement>(".app-bar a")?.focus();
  const ask = (part: TerminalPart) => setAsked((before) => ({ part, isOpen: true, turn: (before?.turn ?? 0) + 1 }));
  const onAct = (act: "rename" | "search" | "new" | "end") => {
    setMenu(false);
    if (act === "search") setSearching(true);
    else if (act === "new") openNew();
    else ask(act);
  };
  const onDone = async (what: "renamed" | "ended") => {
    if (what === "ended" && beside === null) go("/terminals", { replace: true });
    else if (what === "ended") move({ id: shown.find((id) => id !== active) ?? place.id, beside: null });
    await refresh();
  };
  const current = find(active);
  const pane = panes[active];
  const tabs = inOrder((terminals ?? []).filter((each) => each.workspaceId === workspace?.id));
  // As the door is by itself, unless somebody wants it otherwise: what the server renders must not guess it.
  const schemeLook = settings.theme === "door" ? undefined : scheme === "dark" ? "scheme-dark" : "scheme-light";
  return (
    <div ref={view} className={classNames("app-view terminal-view", schemeLook)}>
      <TerminalBar
        name={name}
        place={workspace ? sayWorkspace(workspace.name) : null}
        tabs={
          isWide && (
            <TerminalTabs
              terminals={tabs}
              shown={[active, ...shown.filter((id) => id !== active)]}
              onNew={mayOpen ? openNew : null}
              onTab={show}
            />
          )
        }
        isSplit={beside !== null}
        onSearch={() => setSearching(true)}
        onSplit={split}
        onMenu={() => setMenu(true)}
      />
      <div className="terminal-panes" data-count={shown.length}>
        {shown.map((id) => (
          <TerminalPane
            key={id}
            terminalId={id}
            name={nameOf(id)}
            workspaceId={workspaceOf(id)?.id ?? null}
            settings={settings}
            scheme={scheme}
            isActive={id === active}
            isSplit={shown.length > 1}
            isSearching={isSearching && id === active}
            onPane={(opened) => setPanes((before) => ({ ...before, [id]: opened }))}
            onActive={() => setTurnedTo(id)}
            onShortcut={(shortcut) => (shortcut === "search" ? setSearching(true) : shortcut === "split" ? split() : leave())}
            onFontSize={(fontSize) => change({ fontSize })}
            onSearchEnd={() => setSearching(false)}
            onNew={(terminal) => move(id === place.id ? { ...place, id: terminal.id } : { ...place, beside: terminal.id })}
          />
        ))}
      </div>
      {question}
      {failure && (
        <Note role="alert" tone="bad" className="m-2">
          {failure}
        </Note>
      )}
      {pane && <KeyBar pane={pane} />}
      {menu !== null && (
        <Suspense>
          <TerminalMenu open={menu} name={name} isEnded={(current?.ended ?? null) !== null} onOpenChange={setMenu} onAct={onAct} />
        </Suspense>
      )}
      {asked && current && (
        <Suspense>
          <TerminalSheet
            key={asked.turn}
            open={asked.isOpen}
            terminal={current}
            start={asked.part}
            onOpenChange={(isOpen) => setAsked({ ...asked, isOpen })}
            onDone={onDone}
          />
        </Suspense>
      )}
    </div>
  );
}
