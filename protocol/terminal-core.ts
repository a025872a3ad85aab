/** What of xterm.js 6 the guards of a terminal lean on, beyond its public interface. */
export interface Core {
  _inputHandler: {
    parse(data: string | Uint8Array, promiseResult?: boolean): unknown;
    eraseInLine(params: { length: number; params: number[] }): boolean;
    _resetBufferLine(row: number, respectProtect?: boolean): void;
    _parser: Parser;
  };
  _bufferService: {
    cols: number;
    rows: number;
    readonly buffer: CoreBuffer;
    scroll(eraseAttr: unknown, isWrapped?: boolean): void;
  };
  _oscLinkService: LinkService;
}

export interface CoreBuffer {
  x: number;
  y: number;
  ybase: number;
  scrollTop: number;
  scrollBottom: number;
  lines: { get(index: number): { getString(column: number): string } | undefined };
  nextStop(): number;
  prevStop(): number;
}

/** The last registered is asked first; true: it is done. `params` are the parser's own: what is changed there is what the next one sees. */
interface Parser {
  registerCsiHandler(id: SequenceId, handle: (params: { length: number; params: Int32Array | number[] }) => boolean): unknown;
  registerEscHandler(id: { intermediates?: string; final: string }, handle: () => boolean): unknown;
  reset(): void;
}

export interface SequenceId {
  prefix?: string;
  intermediates?: string;
  final: string;
}

export interface LinkData {
  id?: string | undefined;
  uri: string;
}

export interface LinkService {
  registerLink(data: LinkData): number;
  addLineToLink(id: number, line: number): void;
  getLinkData(id: number): LinkData | undefined;
}
