import type { Terminal } from "@xterm/xterm";
import type { ViewerScreen } from "#protocol/terminal-viewer.ts";

/**
 * xterm.js as the screen of a viewer. It takes writes in one after the other, later; `reset` and `resize` it would do at once, in the middle
 * of what is still to be written. They wait their turn behind an empty write, whose callback comes between two writes.
 */
export function createScreen(terminal: Pick<Terminal, "write" | "reset" | "resize">): ViewerScreen {
  return {
    write: (bytes, done) => terminal.write(bytes, done),
    reset: () => terminal.write("", () => terminal.reset()),
    resize: (columns, rows) =>
      terminal.write("", () => {
        terminal.resize(columns, rows);
        shrinkEmptyBuffer(terminal, rows);
      }),
  };
}

/** What xterm.js keeps of its second screen; in no public interface. */
interface Internals {
  _core?: { buffers?: { alt?: { lines: { length: number; maxLength: number } } } };
}

/**
 * A screen for programs that take all of it has no scrollback. xterm.js 6.0 gives it one when the terminal shrinks while no such program
 * runs (Buffer.resize leaves the length of an empty buffer as it was): a wheel or a finger then scrolls that instead of telling the program.
 */
function shrinkEmptyBuffer(terminal: unknown, rows: number): void {
  const lines = (terminal as Internals)._core?.buffers?.alt?.lines;
  if (lines?.length === 0 && lines.maxLength > rows) lines.maxLength = rows;
}
