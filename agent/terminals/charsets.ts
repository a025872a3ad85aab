/** The character sets that a terminal can be told to use (ESC ( and its kin), by the letter that chooses each. */
import pkg from "@xterm/headless";
import { internalsOf, type Charset } from "./screen-internals.ts";

const letters = ["0", "A", "4", "C", "5", "R", "Q", "K", "Y", "E", "6", "Z", "H", "7", "="];

/** The letter of a set; `B`, ASCII, for none. */
export function nameCharset(charset: Charset): string {
  if (charset === undefined) return "B";
  return known().get(charset) ?? "B";
}

let names: Map<Charset, string> | null = null;

/** Asked of xterm.js itself, once: the sets are objects without a name. */
function known(): Map<Charset, string> {
  if (names) return names;
  names = new Map();
  const terminal = new pkg.Terminal({ allowProposedApi: true });
  for (const letter of letters) {
    internalsOf(terminal)._inputHandler.parse(`\x1b(${letter}`);
    names.set(internalsOf(terminal)._charsetService._charsets[0], letter);
  }
  terminal.dispose();
  return names;
}
