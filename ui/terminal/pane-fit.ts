/** How large a pane is, in columns and rows, and whether its terminal is drawn for another one. */
import type { Emulator } from "./emulator.ts";

export interface Size {
  columns: number;
  rows: number;
}

export interface PaneFit {
  /** What fits now; while nothing is shown, what is drawn. */
  size(): Size;
  /** Asks the terminal to become as large as this. */
  take(): void;
  /** The letters have another size. */
  measureSoon(): void;
  dispose(): void;
}

interface PaneFitOptions {
  element: HTMLElement;
  emulator: Emulator;
  /** Tells the terminal how much fits here. */
  show(size: Size): void;
  onForeign(isForeign: boolean): void;
}

/** A window that is dragged, or a keyboard that slides in, has many sizes on its way to one. ms. */
const settleMs = 80;

/** Follows the size of an element: the last one that changed or was worked in is the terminal's. */
export function createPaneFit({ element, emulator, show, onForeign }: PaneFitOptions): PaneFit {
  const { terminal } = emulator;
  let fit = emulator.fit();
  let settling: ReturnType<typeof setTimeout> | undefined;
  const judge = () => onForeign(fit !== null && (fit.columns !== terminal.cols || fit.rows !== terminal.rows));
  const measure = () => {
    const next = emulator.fit();
    if (!next || (fit?.columns === next.columns && fit.rows === next.rows)) return;
    fit = next;
    // Nobody looks at a page in the back: it takes the size from nobody who does.
    if (!document.hidden) show(fit);
    judge();
  };
  const measureSoon = () => {
    clearTimeout(settling);
    settling = setTimeout(measure, settleMs);
  };
  if (fit) terminal.resize(fit.columns, fit.rows);
  const watching = terminal.onResize(judge);
  const observer = new ResizeObserver(measureSoon);
  observer.observe(element);
  return {
    size: () => fit ?? { columns: terminal.cols, rows: terminal.rows },
    take() {
      fit = emulator.fit() ?? fit;
      if (fit) show(fit);
    },
    measureSoon,
    dispose() {
      clearTimeout(settling);
      observer.disconnect();
      watching.dispose();
    },
  };
}
