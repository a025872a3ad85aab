/**
 * Keeps output from breaking a terminal of xterm.js: what a program writes may be anything, and an exception in the parser would lose the rest
 * of what was written, at the far end with every other terminal of the machine. Knows xterm.js from within; its version is pinned.
 */

/** What of xterm.js 6 this leans on. */
interface Core {
  _inputHandler: {
    parse(data: string | Uint8Array, promiseResult?: boolean): unknown;
    eraseInLine(params: { length: number; params: number[] }): boolean;
    _resetBufferLine(row: number, respectProtect?: boolean): void;
    _parser: { reset(): void };
  };
  _bufferService: { cols: number; buffer: { x: number; y: number; lines: { get(index: number): unknown } } };
}

interface Guarded {
  parser: { registerCsiHandler(id: { prefix?: string; final: string }, callback: (params: (number | number[])[]) => boolean): unknown };
}

/** For a terminal of xterm.js, headless or on a screen; once, before anything is written to it. */
export function guardTerminal(terminal: Guarded): void {
  const core = (terminal as unknown as { _core: Core })._core;
  const handler = core._inputHandler;
  // "Erase above" at the end of the last line looks for a line below it, and throws.
  const eraseAbove = (params: (number | number[])[]) => {
    const { cols, buffer } = core._bufferService;
    if (params[0] !== 1 || buffer.x + 1 < cols || buffer.lines.get(buffer.y + 1) !== undefined) return false;
    handler.eraseInLine({ length: 1, params: [1] });
    for (let row = buffer.y - 1; row >= 0; row--) handler._resetBufferLine(row);
    return true;
  };
  terminal.parser.registerCsiHandler({ final: "J" }, eraseAbove);
  terminal.parser.registerCsiHandler({ prefix: "?", final: "J" }, eraseAbove);
  const parse = handler.parse.bind(handler);
  handler.parse = (data, promiseResult) => {
    try {
      return parse(data, promiseResult);
    } catch {
      handler._parser.reset();
      return undefined;
    }
  };
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
