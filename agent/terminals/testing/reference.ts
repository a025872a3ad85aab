/** A terminal to compare with, and everything of it that can be seen or that the next byte could show. */
import { Unicode11Addon } from "@xterm/addon-unicode11";
import pkg, { type IBuffer, type Terminal } from "@xterm/headless";
import { guardTerminal } from "#protocol/terminal-guard.ts";
import { internalsOf, type BufferState, type CellStyle } from "../screen-internals.ts";

export function createReference(columns: number, rows: number, scrollback = 200): Terminal {
  const terminal = new pkg.Terminal({ cols: columns, rows, scrollback, allowProposedApi: true });
  guardTerminal(terminal);
  terminal.loadAddon(new Unicode11Addon());
  terminal.unicode.activeVersion = "11";
  return terminal;
}

export function writeAll(terminal: Terminal, data: string | Uint8Array): Promise<void> {
  return new Promise((resolve) => terminal.write(data, resolve));
}

export function stateOf(terminal: Terminal) {
  const { buffers, coreService, coreMouseService, _inputHandler } = internalsOf(terminal);
  const { normal, alternate, active } = terminal.buffer;
  return {
    active: active.type,
    normal: cellsOf(normal),
    alternate: active.type === "alternate" ? cellsOf(alternate) : null,
    cursor: [active.cursorX, active.cursorY],
    saved: savedOf(active.type === "alternate" ? buffers._alt : buffers._normal),
    savedBelow: active.type === "alternate" ? savedOf(buffers._normal) : null,
    modes: terminal.modes,
    style: lookOf(_inputHandler._curAttrData),
    isCursorHidden: coreService.isCursorHidden,
    cursorStyle: [coreService.decPrivateModes.cursorStyle, coreService.decPrivateModes.cursorBlink],
    mouse: coreMouseService.activeEncoding,
  };
}

/** False for what no bytes bring about by themselves: it takes the very history that is no longer kept. All of it is rare, and none of it is seen. */
export function isReproducible(terminal: Terminal): boolean {
  const { _charsetService: charsets } = internalsOf(terminal);
  // ESC 8 brought a character set back that its slot has no more.
  if (charsets.charset !== charsets._charsets[charsets.glevel]) return false;
  return [terminal.buffer.normal, terminal.buffer.alternate].every((buffer) => {
    // A first line that goes on from one that was scrolled away.
    if (buffer.getLine(0)?.isWrapped) return false;
    // Half a wide character, the other half printed over with wrapping off.
    for (let row = 0; row < buffer.length; row++) {
      for (let column = 0; column < terminal.cols; column++) {
        const line = buffer.getLine(row);
        if (line?.getCell(column)?.getWidth() === 2 && line.getCell(column + 1)?.getWidth() !== 0) return false;
      }
    }
    return true;
  });
}

function savedOf({ savedX, savedY, ybase, savedCurAttrData, scrollTop, scrollBottom }: BufferState) {
  return { column: savedX, row: Math.max(0, savedY - ybase), style: lookOf(savedCurAttrData), scrollTop, scrollBottom };
}

function cellsOf(buffer: IBuffer): string[] {
  return Array.from({ length: buffer.length }, (_, row) => {
    const line = buffer.getLine(row);
    const cells = Array.from({ length: line?.length ?? 0 }, (_each, column) => {
      const cell = line?.getCell(column) as CellStyle;
      return cell.getWidth() === 0 ? cell.getChars() : `${cell.getChars() || "·"}${lookOf(cell, cell.getChars() === "")}`;
    });
    const end = cells.length - 1;
    // A cursor waits behind the last column only after something was printed there. Where the line has been scrolled away from under it, a copy
    // has a space there, which looks no different.
    if (cells[end] === " ") cells[end] = "·";
    return `${row > 0 && line?.isWrapped ? "↩" : " "}${cells.join("")}`;
  });
}

/** Of an erased cell only what is behind it shows. */
function lookOf(cell: CellStyle, isEmpty = false): string {
  if (isEmpty) return cell.isBgDefault() ? "" : `{${cell.getBgColorMode()} ${cell.getBgColor()}}`;
  const isUnderlined = (cell.fg & 0x1000_0000) !== 0;
  const all = isUnderlined && (cell.bg & 0x1000_0000) !== 0 ? cell.extended._ext : 0;
  // Of a colour of the palette only the lowest byte is looked at.
  const ext = (all & 0x300_0000) === 0x300_0000 ? all : all & ~0xff_ff00;
  const flags = [(cell.fg & ~0x3ff_ffff) >>> 0, cell.bg & 0x6c00_0000];
  const look = [...flags, cell.getFgColorMode(), cell.getFgColor(), cell.getBgColorMode(), cell.getBgColor(), ext].join(" ");
  return look === "0 0 0 -1 0 -1 0" ? "" : `{${look}}`;
}
