/** A screen with its scrollback, drawn from its first line on: every cell, and which lines are one long line. */
import type { IBuffer, IBufferLine, Terminal } from "@xterm/headless";
import type { CellStyle, Internals } from "./screen-internals.ts";
import { isStyled, plain, selectLink, selectStyle, styleOf, type Style } from "./style.ts";

/** Of an erased cell, nothing shows but what is behind it. */
const backgroundOnly = 0x3ff_ffff;

/** For an empty screen of the same size with the cursor at its beginning. Leaves the cursor anywhere. */
export function drawBuffer({ cols }: Terminal, buffer: IBuffer, { _oscLinkService: links }: Internals): string {
  const parts: string[] = [];
  const cell = buffer.getNullCell() as CellStyle;
  let style: Style = plain;
  const put = (text: string) => void parts.push(text);
  const use = (wanted: CellStyle) => {
    if (isStyled(wanted, style)) return;
    const before = style;
    style = styleOf(wanted);
    put(selectStyle(wanted));
    if (style.urlId !== before.urlId) put(selectLink(links.getLinkData(style.urlId) ?? null));
  };
  const useNone = () => {
    if (style === plain) return;
    if (style.urlId !== 0) put(selectLink(null));
    put('\x1b[0m\x1b[0"q');
    style = plain;
  };

  /** Empty cells are not printed: an erased cell is no space, in what is copied and in how lines flow anew. */
  const skip = (count: number, look: CellStyle | null) => {
    if (count === 0) return;
    if (look) {
      use(look);
      put(`\x1b[${count}X`);
    }
    put(`\x1b[${count}C`);
  };
  const drawLine = (line: IBufferLine) => {
    let empty = 0;
    let emptyBg = 0;
    let sample: CellStyle | null = null;
    const flush = () => {
      skip(empty, emptyBg === 0 ? null : sample);
      empty = 0;
    };
    for (let column = 0; column < cols; column++) {
      line.getCell(column, cell);
      const chars = cell.getChars();
      if (cell.getWidth() === 0) {
        if (chars === "") continue; // the right half of a wide character
        // An accent with nothing to stand on: by itself only where nothing was printed just before.
        flush();
        put(selectStyle(cell) + chars);
        style = { ...styleOf(cell), urlId: style.urlId };
        continue;
      }
      if (chars !== "") {
        flush();
        use(cell);
        put(chars);
        continue;
      }
      const bg = cell.bg & backgroundOnly;
      if (empty > 0 && bg !== emptyBg) flush();
      if (empty === 0) {
        emptyBg = bg;
        sample = bg === 0 ? null : (line.getCell(column) as CellStyle);
      }
      empty += 1;
    }
    const isOpen = empty > 0;
    if (emptyBg !== 0) flush();
    return isOpen;
  };

  for (let row = 0; row < buffer.length; row++) {
    const line = buffer.getLine(row);
    if (!line) break;
    const endsEmpty = drawLine(line);
    const next = row + 1 < buffer.length ? buffer.getLine(row + 1) : undefined;
    if (!next) break;
    if (!next.isWrapped) {
      useNone(); // a new line takes the colour that is chosen when it comes
      put("\r\n");
    } else if (endsEmpty) wrapOpenLine(line);
    else {
      useNone();
      // The next line begins with nothing: nothing printed would wrap to it.
      if (next.getCell(0)?.getChars() === "") put(" \r\x1b[X");
    }
  }
  useNone();
  return parts.join("");

  /** A line whose end was erased after it had wrapped: its last cell is filled for as long as it takes to wrap. */
  function wrapOpenLine(line: IBufferLine) {
    const last = line.getCell(cols - 1) as CellStyle;
    useNone();
    put(`\x1b[${cols}G  \x1b[A\x1b[${cols}G`);
    if ((last.bg & backgroundOnly) !== 0) use(last);
    put("\x1b[X");
    useNone();
    put("\x1b[B\r\x1b[X");
  }
}
