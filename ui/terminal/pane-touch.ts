/** A terminal under fingers: what touch.ts sees, done to the terminal. `state` is what is selected that way. */
import { createSignal, type Signal } from "#ui/engine/signal.ts";
import type { Emulator } from "./emulator.ts";
import { cellAt, gridOf, textAt } from "./grid.ts";
import { createScroller } from "./scroll.ts";
import { dragEnd, extend, lengthOf, wordAt, type Span } from "./selection.ts";
import { watchTouch, type Point } from "./touch.ts";

export interface PaneTouch {
  readonly selected: Signal<Span | null>;
  /** One end of what is selected follows a finger. Answers which end it is from then on. */
  drag(which: "start" | "end", to: Point): "start" | "end";
  dispose(): void;
}

interface PaneTouchOptions {
  element: HTMLElement;
  emulator: Emulator;
  /** Pixels. */
  fontSize(): number;
  onFontSize(pixels: number): void;
}

export function createPaneTouch({ element, emulator: { terminal }, fontSize, onFontSize }: PaneTouchOptions): PaneTouch {
  const selected = createSignal<Span | null>(null);
  const scroll = createScroller(terminal);
  let first: Span | null = null;
  let sizeBefore = fontSize();
  let isOwn = false;

  const select = (span: Span) => {
    isOwn = true;
    terminal.select(span.start.column, span.start.row, lengthOf(span, terminal.cols));
    isOwn = false;
    selected.set(span);
  };
  const watching = terminal.onSelectionChange(() => {
    if (!isOwn && !terminal.hasSelection()) selected.set(null);
  });
  const stop = watchTouch(element, {
    onScroll: (lines, at) => scroll(lines, at),
    onPan: (pixels) => void (element.scrollLeft += pixels),
    onPinchStart: () => void (sizeBefore = fontSize()),
    onPinch: (scale) => onFontSize(sizeBefore * scale),
    onPress(at) {
      const cell = cellAt(terminal, at.x, at.y);
      if (!cell) return;
      first = wordAt(cell, terminal.cols, (column) => textAt(terminal, { column, row: cell.row }));
      select(first);
      navigator.vibrate?.(8);
    },
    onPressMove(at) {
      const cell = cellAt(terminal, at.x, at.y);
      if (first && cell) select(extend(first, cell));
    },
    onPressEnd: () => void (first = null),
    lineHeight: () => gridOf(terminal)?.cellHeight ?? 16,
  });
  return {
    selected,
    drag(which, to) {
      const span = selected.get();
      const cell = cellAt(terminal, to.x, to.y);
      if (!span || !cell) return which;
      const dragged = dragEnd(span, which, cell);
      select(dragged.span);
      return dragged.which;
    },
    dispose() {
      stop();
      watching.dispose();
    },
  };
}
