import { useEffect, useEffectEvent, useRef, useState } from "react";
import type { TerminalView } from "#protocol/api.ts";
import { writeClipboard } from "#ui/design/clipboard.ts";
import { useSignal } from "#ui/engine/use-signal.ts";
import { createPaneTouch, type PaneTouch } from "./pane-touch.ts";
import { PaneNotes } from "./pane-notes.tsx";
import { PaneOver } from "./pane-over.tsx";
import { firstState } from "./pane-state.ts";
import type { Pane } from "./pane.ts";
import { SearchBar } from "./search-bar.tsx";
import { SelectionHandles } from "./selection-handles.tsx";
import { clampFontSize, type TerminalSettings } from "./settings.ts";
import { findShortcut, type Shortcut } from "./shortcuts.ts";
import { usePane } from "./use-pane.ts";

interface TerminalPaneProps {
  terminalId: string;
  name: string;
  workspaceId: string | null;
  settings: TerminalSettings;
  scheme: "light" | "dark";
  /** Keys of the bar go here, and so does what the menu does. */
  isActive: boolean;
  /** There is another one beside it. */
  isSplit: boolean;
  isSearching: boolean;
  onPane: (pane: Pane | null) => void;
  onActive: () => void;
  onShortcut: (shortcut: Exclude<Shortcut, "copy" | "paste">) => void;
  onFontSize: (pixels: number) => void;
  onSearchEnd: () => void;
  /** A new one was opened in the place of this one. */
  onNew: (terminal: TerminalView) => void;
}

/** One terminal, with what is to be said of it lying over its screen. */
export function TerminalPane(props: TerminalPaneProps) {
  const { terminalId, name, workspaceId, settings, scheme, isActive, isSearching } = props;
  const element = useRef<HTMLDivElement>(null);
  const { pane, isLost } = usePane(element, { terminalId, settings, scheme, takesFocus: isActive, onPane: props.onPane });
  const [touch, setTouch] = useState<PaneTouch | null>(null);
  const readFontSize = useEffectEvent(() => settings.fontSize);
  const changeFontSize = useEffectEvent((pixels: number) => {
    if (clampFontSize(pixels) !== settings.fontSize) props.onFontSize(clampFontSize(pixels));
  });
  const onShortcut = useEffectEvent(props.onShortcut);
  const onActive = useEffectEvent(props.onActive);

  useEffect(() => {
    if (!pane || !element.current) return;
    const { emulator } = pane;
    const made = createPaneTouch({
      element: element.current,
      emulator,
      fontSize: () => readFontSize(),
      onFontSize: (pixels) => changeFontSize(pixels),
    });
    setTouch(made);
    const { terminal } = emulator;
    terminal.attachCustomKeyEventHandler((event) => {
      const shortcut = findShortcut(event);
      if (!shortcut) return true;
      // Left to the browser, which pastes by an event of its own.
      if (shortcut === "paste") return false;
      event.preventDefault();
      if (event.type !== "keydown") return false;
      if (shortcut === "copy") void writeClipboard(terminal.getSelection());
      else onShortcut(shortcut);
      return false;
    });
    const onFocus = () => onActive();
    terminal.textarea?.addEventListener("focus", onFocus);
    terminal.textarea?.setAttribute("aria-label", "Terminal. Control Shift L leaves it.");
    return () => {
      terminal.textarea?.removeEventListener("focus", onFocus);
      made.dispose();
      setTouch(null);
    };
  }, [pane]);

  return (
    <section className="terminal-pane" aria-label={name} data-active={(isActive && props.isSplit) || undefined}>
      <div ref={element} className="terminal-screen" />
      {pane && isSearching && <SearchBar pane={pane} scheme={scheme} onEnd={props.onSearchEnd} />}
      {pane && touch && <SelectionHandles pane={pane} touch={touch} />}
      {pane && <PaneNotes pane={pane} />}
      <Over pane={pane} isLost={isLost} terminalId={terminalId} workspaceId={workspaceId} onNew={props.onNew} />
    </section>
  );
}

interface OverProps {
  pane: Pane | null;
  isLost: boolean;
  terminalId: string;
  workspaceId: string | null;
  onNew: (terminal: TerminalView) => void;
}

function Over({ pane, ...rest }: OverProps) {
  return pane ? <LiveOver pane={pane} {...rest} /> : <PaneOver state={firstState} onReconnect={() => undefined} {...rest} />;
}

function LiveOver({ pane, ...rest }: OverProps & { pane: Pane }) {
  return <PaneOver state={useSignal(pane.state, firstState)} onReconnect={() => pane.reconnect()} {...rest} />;
}
