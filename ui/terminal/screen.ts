import type { Terminal } from "@xterm/xterm";
import { resizeTerminal } from "#protocol/terminal-guard.ts";
import type { ViewerScreen } from "#protocol/terminal-viewer.ts";

/**
 * xterm.js as the screen of a viewer. It takes writes in one after the other, later; `reset` and `resize` it would do at once, in the middle
 * of what is still to be written. They wait their turn behind an empty write, whose callback comes between two writes.
 */
export function createScreen(terminal: Pick<Terminal, "write" | "reset" | "resize">): ViewerScreen {
  return {
    write: (bytes, done) => terminal.write(bytes, done),
    reset: () => terminal.write("", () => terminal.reset()),
    resize: (columns, rows) => terminal.write("", () => resizeTerminal(terminal, columns, rows)),
  };
}
