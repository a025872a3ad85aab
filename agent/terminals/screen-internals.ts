/**
 * What xterm.js keeps of a terminal's state and does not give out: without it no snapshot is exact (its own serializer reads some of it in the
 * same way). The version is pinned; snapshot.test.ts fails when a new one keeps it differently.
 */
import type { IBufferCell, Terminal } from "@xterm/headless";

/** Attributes of a cell, beyond what the public interface shows. */
export interface CellStyle extends IBufferCell {
  fg: number;
  bg: number;
  /** `_ext` is what was chosen; with a link, `ext` shows the link's own underline. */
  extended: { _ext: number; urlId: number; underlineColor: number };
  isProtected(): number;
}

export type Charset = Record<string, string> | undefined;

export interface BufferState {
  x: number;
  y: number;
  ybase: number;
  savedX: number;
  savedY: number;
  savedCurAttrData: CellStyle;
  savedCharset: Charset;
  scrollTop: number;
  scrollBottom: number;
  tabs: Record<number, boolean>;
}

export interface Internals {
  buffers: { _normal: BufferState; _alt: BufferState };
  coreService: {
    isCursorHidden: boolean;
    decPrivateModes: { cursorStyle: "block" | "underline" | "bar" | undefined; cursorBlink: boolean | undefined };
  };
  coreMouseService: { activeEncoding: string };
  _charsetService: { glevel: number; charset: Charset; _charsets: Charset[] };
  _oscLinkService: { getLinkData(id: number): { uri: string; id?: string } | undefined };
  _inputHandler: {
    parse(data: string | Uint8Array): unknown;
    _curAttrData: CellStyle;
    _parser: { precedingJoinState: number; reset(): void };
  };
}

export function internalsOf(terminal: Terminal): Internals {
  return (terminal as unknown as { _core: Internals })._core;
}
