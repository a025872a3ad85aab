/**
 * A terminal as the bytes that make an empty one of the same size like it: both screens with their scrollback, cursor, modes, and whatever else
 * decides what the next byte does. xterm.js's own serializer leaves out saved cursors, scroll regions, character sets, tab stops, links and more.
 */
import type { IBuffer, Terminal } from "@xterm/headless";
import { nameCharset } from "./charsets.ts";
import { drawBuffer } from "./draw-buffer.ts";
import { internalsOf, type BufferState, type CellStyle, type Charset, type Internals } from "./screen-internals.ts";
import { selectLink, selectStyle } from "./style.ts";

/** Nothing may be waiting to be parsed, and nothing half parsed. */
export function takeSnapshot(terminal: Terminal): string {
  const internals = internalsOf(terminal);
  const { _normal: normal, _alt: alt } = internals.buffers;
  const isAlternate = terminal.buffer.active.type === "alternate";
  const active = isAlternate ? alt : normal;
  const parts = [drawBuffer(terminal, terminal.buffer.normal, internals), restoreSaved(terminal.buffer.normal, terminal, normal)];
  if (isAlternate) {
    parts.push(restoreRegion(terminal, normal), moveTo(normal.y, Math.min(normal.x, terminal.cols - 1)));
    // Without saving: what the program saved is saved already.
    parts.push(
      "\x1b[?47h\x1b[H\x1b[2J",
      drawBuffer(terminal, terminal.buffer.alternate, internals),
      restoreSaved(terminal.buffer.alternate, terminal, alt),
    );
  }
  parts.push(restoreRegion(terminal, active), restoreTabs(terminal, active), restoreModes(terminal, internals));
  parts.push(restoreCursor(terminal, active, internals));
  return parts.join("");
}

function moveTo(row: number, column: number): string {
  return `\x1b[${row + 1};${column + 1}H`;
}

/** What ESC 8 would bring back. */
function restoreSaved(lines: IBuffer, { cols }: Terminal, { savedX, savedY, ybase, savedCurAttrData, savedCharset }: BufferState): string {
  const row = Math.max(0, savedY - ybase);
  const line = lines.getLine(ybase + row);
  const start = line?.getCell(cols - 1)?.getWidth() === 0 ? cols - 2 : cols - 1;
  const last = savedX < cols ? undefined : (line?.getCell(start) as CellStyle | undefined);
  const there = last ? `${moveTo(row, start)}${selectStyle(last)}${last.getChars() || " "}` : moveTo(row, savedX);
  return `${there}${selectStyle(savedCurAttrData, true)}${designate(0, savedCharset)}\x0f\x1b7\x1b(B\x1b[0m\x1b[0"q`;
}

function restoreRegion({ rows }: Terminal, { scrollTop, scrollBottom }: BufferState): string {
  return scrollTop === 0 && scrollBottom === rows - 1 ? "" : `\x1b[${scrollTop + 1};${scrollBottom + 1}r`;
}

/** Each eighth column by default. */
function restoreTabs({ cols }: Terminal, { tabs }: BufferState): string {
  const set = Array.from({ length: cols }, (_, column) => column).filter((column) => tabs[column]);
  if (set.join() === Array.from({ length: Math.ceil(cols / 8) }, (_, index) => index * 8).join()) return "";
  return `\x1b[3g${set.map((column) => `\x1b[${column + 1}G\x1bH`).join("")}`;
}

function designate(slot: number, charset: Charset): string {
  return `\x1b${"()*+"[slot] ?? "("}${nameCharset(charset)}`;
}

const mouseModes = { none: "", x10: "\x1b[?9h", vt200: "\x1b[?1000h", drag: "\x1b[?1002h", any: "\x1b[?1003h" } as const;
const mouseEncodings: Record<string, string> = { SGR: "\x1b[?1006h", SGR_PIXELS: "\x1b[?1016h" };
const cursorStyles = { block: 1, underline: 3, bar: 5 } as const;

function restoreModes(terminal: Terminal, { coreService, coreMouseService, _charsetService: charsets }: Internals): string {
  const { modes } = terminal;
  const { cursorStyle, cursorBlink } = coreService.decPrivateModes;
  return [
    modes.applicationCursorKeysMode && "\x1b[?1h",
    modes.applicationKeypadMode && "\x1b=",
    modes.bracketedPasteMode && "\x1b[?2004h",
    modes.sendFocusMode && "\x1b[?1004h",
    modes.reverseWraparoundMode && "\x1b[?45h",
    mouseModes[modes.mouseTrackingMode],
    mouseEncodings[coreMouseService.activeEncoding],
    coreService.isCursorHidden && "\x1b[?25l",
    cursorStyle && `\x1b[${cursorStyles[cursorStyle] + (cursorBlink ? 0 : 1)} q`,
    ...[0, 1, 2, 3].map((slot) => slotOf(charsets, slot) && designate(slot, slotOf(charsets, slot))),
    ["", "\x0e", "\x1bn", "\x1bo"][charsets.glevel],
    // DECAWM off keeps a cursor from wrapping that waits at the end of a line: after it, in restoreCursor.
  ]
    .filter(Boolean)
    .join("");
}

/** The cursor, what printing does there, and how what is printed looks. */
function restoreCursor(terminal: Terminal, buffer: BufferState, internals: Internals): string {
  const { modes, cols } = terminal;
  const { _curAttrData: style, _parser: parser } = internals._inputHandler;
  const origin = modes.originMode ? "\x1b[?6h" : "";
  const late = `${modes.insertMode ? "\x1b[4h" : ""}${modes.wraparoundMode ? "" : "\x1b[?7l"}`;
  const row = modes.originMode ? buffer.y - buffer.scrollTop : buffer.y;
  const own = selectStyle(style, true) + selectLink(linkOf(style, internals));
  const line = terminal.buffer.active.getLine(buffer.ybase + buffer.y);
  const isWaiting = buffer.x >= cols;
  const before = buffer.x === 0 ? undefined : (line?.getCell(buffer.x - 1) as CellStyle | undefined);
  const width = before?.getWidth() === 0 ? 2 : 1;
  const last = (width === 2 ? line?.getCell(buffer.x - 2) : before) as CellStyle | undefined;
  const isPlain = internals._charsetService.charset === undefined;
  // What combines with the character before it, or repeats it, needs that one to have been printed last; and only printing in the last column
  // leaves the cursor waiting behind it.
  const isPrinted = parser.precedingJoinState !== 0 && last?.getChars() && (isWaiting || (!modes.insertMode && isPlain));
  if (!isPrinted && !isWaiting) return `${origin}${moveTo(row, buffer.x)}${late}${own}`;
  const there = `${origin}${moveTo(row, Math.max(0, buffer.x - width))}`;
  const again = last?.getChars() || " "; // nothing waits behind an empty cell but by a character printed there
  const drawn = last ? selectStyle(last, true) + selectLink(linkOf(last, internals)) : "";
  const isAsBefore = last !== undefined && drawn === own;
  if (isPlain && isAsBefore && !modes.insertMode) return `${there}${late}${own}${again}${isPrinted ? "" : own}`;
  // Drawn in another style, or through a character set of the program's: the style comes after it.
  return `${there}\x1b[4l\x1b(B\x0f${drawn}${again}${restoreCharset(internals)}${late}${own}`;
}

function restoreCharset({ _charsetService: charsets }: Internals): string {
  return `${designate(0, slotOf(charsets, 0))}${["", "\x0e", "\x1bn", "\x1bo"][charsets.glevel] ?? ""}`;
}

/** What is printed with counts more than what the slot would have: ESC 8 brings back the one without the other. */
function slotOf({ glevel, charset, _charsets: slots }: Internals["_charsetService"], slot: number): Charset {
  return slot === glevel ? charset : slots[slot];
}

function linkOf({ bg, extended }: CellStyle, { _oscLinkService: links }: Internals) {
  return (bg & 0x1000_0000) === 0 || extended.urlId === 0 ? null : (links.getLinkData(extended.urlId) ?? null);
}
