/**
 * A flood of plain lines, such as a large file that somebody prints: most of it runs out of the scrollback before anybody could see it, and then
 * nothing is left of it but the colours it has chosen. So that part need not be drawn, and the program is not held up by drawing.
 */

const [escape, bracket, lineFeed, carriageReturn, tab] = [0x1b, 0x5b, 0x0a, 0x0d, 0x09];
/** Colours that were chosen are kept as they were written; a flood with more of them is drawn. */
const mostStyleBytes = 4096;

/**
 * What leaves a terminal exactly as all of `bytes` would: the chosen colours, and the lines that stay. `lines`: how many a terminal keeps, screen
 * and scrollback. Holds for a terminal that scrolls as a whole, with its normal screen shown. Null: nothing can be left out.
 */
export function condenseFlood(bytes: Uint8Array, lines: number): Uint8Array | null {
  const plain = measurePlain(bytes);
  const start = plain === 0 ? null : findStart(bytes, plain, lines);
  if (start === null) return null;
  const styles = collectStyles(bytes.subarray(0, start));
  if (styles === null) return null;
  const condensed = new Uint8Array(styles.length + 1 + bytes.length - start);
  condensed.set(styles);
  condensed[styles.length] = carriageReturn;
  condensed.set(bytes.subarray(start), styles.length + 1);
  return condensed;
}

/** How many bytes from the beginning are text, line ends, tabs and choices of colour (SGR). */
function measurePlain(bytes: Uint8Array): number {
  let index = 0;
  while (index < bytes.length) {
    const byte = bytes[index] ?? 0;
    // C2 80 to C2 9F are controls, beyond them everything is text.
    const isText = (byte >= 0x20 && byte < 0x7f) || (byte >= 0x80 && !(byte === 0xc2 && (bytes[index + 1] ?? 0) < 0xa0));
    if (isText || byte === lineFeed || byte === carriageReturn || byte === tab) {
      index += 1;
      continue;
    }
    const end = byte === escape ? endOfStyle(bytes, index) : null;
    if (end === null) break;
    index = end;
  }
  return index;
}

/** Behind an SGR sequence that begins here; null where none does. */
function endOfStyle(bytes: Uint8Array, start: number): number | null {
  if (bytes[start + 1] !== bracket) return null;
  for (let index = start + 2; index < bytes.length; index++) {
    const byte = bytes[index] ?? 0;
    if (byte === 0x6d) return index + 1;
    if (byte < 0x30 || byte > 0x3b) return null; // digits, `;` and `:`
  }
  return null;
}

/** The beginning of a line in the first column, with more line ends behind it in the plain part than the terminal keeps lines. */
function findStart(bytes: Uint8Array, plain: number, lines: number): number | null {
  let found = 0;
  for (let index = bytes.lastIndexOf(lineFeed, plain - 1); index > 0; index = bytes.lastIndexOf(lineFeed, index - 1)) {
    found += 1;
    if (found > lines + 1 && bytes[index - 1] === carriageReturn) return index + 1;
  }
  return null;
}

/** The choices of colour since the last that took all of them back. Null: too many to keep. */
function collectStyles(bytes: Uint8Array): Uint8Array | null {
  const kept: Uint8Array[] = [];
  let length = 0;
  for (let index = bytes.lastIndexOf(escape); index >= 0; index = index > 0 ? bytes.lastIndexOf(escape, index - 1) : -1) {
    const style = bytes.subarray(index, endOfStyle(bytes, index) ?? index);
    kept.unshift(style);
    length += style.length;
    if (length > mostStyleBytes) return null;
    // `ESC [ m` and `ESC [ 0 m`, alone: whatever was before counts no more.
    if (style.length === 3 || (style.length === 4 && style[2] === 0x30)) break;
  }
  return Buffer.concat(kept);
}
