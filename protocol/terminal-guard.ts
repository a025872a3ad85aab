/**
 * Keeps output from breaking a terminal of xterm.js, or from keeping it busy: what a program writes may be anything. An exception in the parser
 * would lose the rest of what was written, and a number in a sequence is taken for a number of steps (`ESC [ 20000000 S`), at the far end with
 * every other terminal of the machine. Knows xterm.js from within; its version is pinned.
 */
import { clampCounts } from "./terminal-counts.ts";
import type { Core } from "./terminal-core.ts";
import { boundLinks } from "./terminal-links.ts";
import { createWorkBudget } from "./terminal-work.ts";

/** For a terminal of xterm.js, headless or on a screen; once, before anything is written to it or another handler is registered. */
export function guardTerminal(terminal: object): void {
  const core = (terminal as { _core: Core })._core;
  const handler = core._inputHandler;
  const budget = createWorkBudget(() => core._bufferService.rows * core._bufferService.cols);
  boundLinks(core._oscLinkService);
  repairEraseAbove(core);
  clampCounts(core, budget);
  const parse = handler.parse.bind(handler);
  handler.parse = (data, promiseResult) => {
    budget.begin(data.length);
    try {
      return parse(data, promiseResult);
    } catch {
      handler._parser.reset();
      return undefined;
    }
  };
}

/** "Erase above" at the end of the last line looks for a line below it, and throws. */
function repairEraseAbove({ _inputHandler: handler, _bufferService: service }: Core): void {
  for (const prefix of ["", "?"]) {
    handler._parser.registerCsiHandler({ ...(prefix !== "" && { prefix }), final: "J" }, ({ params }) => {
      const { cols, buffer } = service;
      if (params[0] !== 1 || buffer.x + 1 < cols || buffer.lines.get(buffer.y + 1) !== undefined) return false;
      handler.eraseInLine({ length: 1, params: [1] });
      for (let row = buffer.y - 1; row >= 0; row--) handler._resetBufferLine(row);
      return true;
    });
  }
}

/**
 * A screen for programs that take all of it has no scrollback. xterm.js 6.0 gives it one when the terminal shrinks while no such program
 * runs (Buffer.resize leaves the length of an empty buffer as it was): a wheel or a finger then scrolls that instead of telling the program.
 */
export function resizeTerminal(terminal: { resize(columns: number, rows: number): void }, columns: number, rows: number): void {
  terminal.resize(columns, rows);
  const lines = (terminal as { _core?: { buffers?: { alt?: Lines; _alt?: Lines } } })._core?.buffers;
  const alternate = (lines?._alt ?? lines?.alt)?.lines;
  if (alternate?.length === 0 && alternate.maxLength > rows) alternate.maxLength = rows;
}

interface Lines {
  lines: { length: number; maxLength: number };
}
