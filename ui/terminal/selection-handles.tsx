import { useEffect, useRef, useState, type PointerEvent } from "react";
import { Button } from "#ui/design/button.tsx";
import { writeClipboard } from "#ui/design/clipboard.ts";
import { useToasts } from "#ui/design/toast.tsx";
import { useSignal } from "#ui/engine/use-signal.ts";
import { gridOf } from "./grid.ts";
import type { PaneTouch } from "./pane-touch.ts";
import type { Pane } from "./pane.ts";
import type { Cell } from "./selection.ts";

/** The two ends of what a finger has selected, to be dragged, and what can be done with it. */
export function SelectionHandles({ pane, touch }: { pane: Pane; touch: PaneTouch }) {
  const span = useSignal(touch.selected, null);
  const { say } = useToasts();
  const { terminal } = pane.emulator;
  useRedraw(pane, span !== null);
  if (!span) return null;
  const copy = async () => {
    const isCopied = await writeClipboard(terminal.getSelection());
    say(isCopied ? "Copied." : "The browser does not let this page copy.");
    if (isCopied) terminal.clearSelection();
  };
  return (
    <>
      <Handle pane={pane} touch={touch} which="start" cell={span.start} />
      <Handle pane={pane} touch={touch} which="end" cell={{ ...span.end, column: span.end.column + 1 }} />
      <div className="pane-note arrive" onMouseDown={(event) => event.preventDefault()}>
        <span className="mr-auto pl-1 text-13 text-muted tabular-nums">{sayLength(terminal.getSelection())}</span>
        <Button kind="primary" onClick={() => void copy()}>
          Copy
        </Button>
        <Button onClick={() => terminal.clearSelection()}>Cancel</Button>
      </div>
    </>
  );
}

interface HandleProps {
  pane: Pane;
  touch: PaneTouch;
  which: "start" | "end";
  cell: Cell;
}

function Handle({ pane, touch, which, cell }: HandleProps) {
  const dragged = useRef<"start" | "end" | null>(null);
  const place = placeOf(pane, cell);
  if (!place) return null;
  const onMove = (event: PointerEvent) => {
    if (!dragged.current) return;
    // The finger is under the line that it drags.
    dragged.current = touch.drag(dragged.current, { x: event.clientX + (which === "start" ? 0 : -2), y: event.clientY - place.lift });
  };
  return (
    <span
      aria-hidden="true"
      className="selection-handle"
      data-which={which}
      style={{ left: place.left, top: place.top }}
      onPointerDown={(event) => {
        dragged.current = which;
        event.currentTarget.setPointerCapture(event.pointerId);
      }}
      onPointerMove={onMove}
      onPointerUp={() => (dragged.current = null)}
      onPointerCancel={() => (dragged.current = null)}
    />
  );
}

/** Below the left edge of a cell, in pixels of the pane; null where it has scrolled out. */
function placeOf({ emulator: { terminal } }: Pane, { column, row }: Cell) {
  const grid = gridOf(terminal);
  const frame = terminal.element?.closest(".terminal-pane")?.getBoundingClientRect();
  const line = row - terminal.buffer.active.viewportY;
  if (!grid || !frame || line < 0 || line >= terminal.rows) return null;
  return {
    left: grid.left - frame.left + column * grid.cellWidth,
    top: grid.top - frame.top + (line + 1) * grid.cellHeight,
    lift: grid.cellHeight / 2 + 14,
  };
}

/** Draws again when the terminal scrolls or changes its size. */
function useRedraw({ emulator: { terminal } }: Pane, isShown: boolean): void {
  const [, setTurn] = useState(0);
  useEffect(() => {
    if (!isShown) return;
    const draw = () => setTurn((turn) => turn + 1);
    const watching = [terminal.onScroll(draw), terminal.onResize(draw)];
    return () => watching.forEach((each) => each.dispose());
  }, [terminal, isShown]);
}

function sayLength(text: string): string {
  const characters = [...text].length;
  return characters === 1 ? "1 character" : `${characters} characters`;
}
