import type { IDisposable, IParser } from "@xterm/xterm";

/** Larger than what people copy, smaller than what would fill a phone's memory. Characters of base64. */
const mostBase64 = 4 * 1024 * 1024;

/**
 * OSC 52: a program puts text on the clipboard of who looks at it, such as vim and tmux on another machine. The other direction, a program
 * that asks what is on the clipboard, is never answered: whatever prints on this screen would read passwords.
 */
export function watchClipboardSequence(parser: IParser, copy: (text: string) => void): IDisposable {
  return parser.registerOscHandler(52, (data) => {
    const text = readCopied(data);
    if (text !== null) copy(text);
    return true;
  });
}

/** `c;<base64>` and its kin; null for a question, for nothing, and for what is no text. */
export function readCopied(data: string): string | null {
  const [, encoded] = /^[cpqs0-7]*;([A-Za-z0-9+/=\s]*)$/.exec(data) ?? [];
  if (!encoded || encoded.length > mostBase64) return null;
  try {
    const bytes = Uint8Array.from(atob(encoded), (character) => character.charCodeAt(0));
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}
