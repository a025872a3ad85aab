import type { Terminal } from "@xterm/xterm";
import type { Cell } from "./selection.ts";

/** Where the cells of a screen are on the page, in pixels. */
export interface Grid {
  left: number;
  top: number;
  cellWidth: number;
  cellHeight: number;
}

/** Null while the screen is not shown. */
export function gridOf(terminal: Terminal): Grid | null {
  const screen = terminal.element?.querySelector(".xterm-screen")?.getBoundingClientRect();
  if (!screen || screen.width === 0) return null;
  return { left: screen.left, top: screen.top, cellWidth: screen.width / terminal.cols, cellHeight: screen.height / terminal.rows };
}

/** The cell of the buffer under a point of the page; the nearest one for a point beside the screen. */
export function cellAt(terminal: Terminal, x: number, y: number): Cell | null {
  const grid = gridOf(terminal);
  if (!grid) return null;
  const within = (value: number, most: number) => Math.min(most - 1, Math.max(0, Math.floor(value)));
  return {
    column: within((x - grid.left) / grid.cellWidth, terminal.cols),
    row: within((y - grid.top) / grid.cellHeight, terminal.rows) + terminal.buffer.active.viewportY,
  };
}

/** What stands in a cell; the second half of a wide character stands for its first. */
export function textAt(terminal: Terminal, { column, row }: Cell): string {
  const line = terminal.buffer.active.getLine(row);
  const cell = line?.getCell(column);
  if (cell?.getWidth() === 0) return line?.getCell(column - 1)?.getChars() ?? "";
  return cell?.getChars() ?? "";
}
