/** How many keys wait: people count what they typed, the network counts bytes. */
export interface Unsent {
  typed(text: string, bytes: number): void;
  /** Of what was typed, the last so many bytes have not arrived. Answers the keys in them. */
  waiting(bytes: number): number;
}

export function createUnsent(): Unsent {
  let pieces: { keys: number; bytes: number }[] = [];
  return {
    // An arrow is several characters, and one key.
    typed: (text, bytes) => void pieces.push({ keys: text.startsWith("\x1b") ? 1 : [...text].length, bytes }),
    waiting(bytes) {
      let rest = bytes;
      let from = pieces.length;
      let keys = 0;
      while (from > 0 && rest > 0) {
        const piece = pieces[--from] ?? { keys: 0, bytes: 1 };
        keys += rest >= piece.bytes ? piece.keys : Math.ceil((piece.keys * rest) / piece.bytes);
        rest -= piece.bytes;
      }
      pieces = pieces.slice(from);
      return keys;
    },
  };
}
