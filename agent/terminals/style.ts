/** How a cell looks, as the sequence that makes what is printed next look so (ECMA-48 §8.3.117, xterm's colours, OSC 8 links). */
import type { CellStyle } from "./screen-internals.ts";

export interface Link {
  uri: string;
  id?: string;
}

/** xterm.js: the cell has more than colours and flags, kept beside it. */
const hasExtended = 0x1000_0000;
const isUnderlined = 0x1000_0000;
const underlineStyle = 0x1c00_0000;
const colourMode = 0x300_0000;
const sixteenColours = 0x100_0000;

export interface Style {
  fg: number;
  bg: number;
  ext: number;
  urlId: number;
}

export const plain: Style = { fg: 0, bg: 0, ext: 0, urlId: 0 };

export function isStyled({ fg, bg, extended }: CellStyle, style: Style): boolean {
  if (fg !== style.fg || bg !== style.bg) return false;
  return (bg & hasExtended) === 0 || (extended._ext === style.ext && extended.urlId === style.urlId);
}

export function styleOf({ fg, bg, extended }: CellStyle): Style {
  return (bg & hasExtended) === 0 ? { fg, bg, ext: 0, urlId: 0 } : { fg, bg, ext: extended._ext, urlId: extended.urlId };
}

/**
 * From any style to this one: everything off first, so that what was before does not matter. Links go by themselves. `isChosen`: a style that was
 * chosen for what is printed next; it has a colour for underlines also while it has none.
 */
export function selectStyle(cell: CellStyle, isChosen = false): string {
  const isExtended = isChosen || (cell.bg & hasExtended) !== 0;
  const codes: (number | string)[] = [0];
  if (cell.isBold()) codes.push(1);
  if (cell.isDim()) codes.push(2);
  if (cell.isItalic()) codes.push(3);
  if ((cell.fg & isUnderlined) !== 0) codes.push(underline(cell));
  if (cell.isBlink()) codes.push(5);
  if (cell.isInverse()) codes.push(7);
  if (cell.isInvisible()) codes.push(8);
  if (cell.isStrikethrough()) codes.push(9);
  if (cell.isOverline()) codes.push(53);
  if (!cell.isFgDefault()) codes.push(colour(cell.fg, 30));
  if (!cell.isBgDefault()) codes.push(colour(cell.bg, 40));
  if (isExtended && (cell.extended.underlineColor & colourMode) !== 0 && cell.extended.underlineColor !== -1) {
    codes.push(colour(cell.extended.underlineColor, 50));
  }
  return `\x1b[${codes.join(";")}m${cell.isProtected() ? '\x1b[1"q' : '\x1b[0"q'}`;
}

function underline({ bg, extended }: CellStyle): string | number {
  const style = (bg & hasExtended) === 0 ? 1 : (extended._ext & underlineStyle) >> 26;
  return style > 1 ? `4:${style}` : 4;
}

/** `base`: 30 for the text, 40 for what is behind it, 50 for its underline, which has no short names for the sixteen colours. */
function colour(value: number, base: 30 | 40 | 50): string | number {
  if ((value & colourMode) === colourMode) return `${base + 8};2;${(value >>> 16) & 0xff};${(value >>> 8) & 0xff};${value & 0xff}`;
  const number = value & 0xff;
  if ((value & colourMode) !== sixteenColours || base === 50) return `${base + 8};5;${number}`;
  return number < 8 ? base + number : base + 52 + number;
}

/** OSC 8; null ends the link. */
export function selectLink(link: Link | null): string {
  return `\x1b]8;${link?.id === undefined ? "" : `id=${link.id}`};${link?.uri ?? ""}\x1b\\`;
}
