import type { End, TerminalFact } from "#protocol/terminal.ts";
import type { TerminalLink } from "./connection.ts";
import { noModifiers, type Modifiers } from "./keys.ts";

/** What is drawn around the screen of a terminal. */
export interface PaneState {
  link: TerminalLink;
  /** It is not live, for so long that it should be said. */
  isLate: boolean;
  /** What its program says of itself, as it was when it was last heard. */
  facts: TerminalFact | null;
  end: End | null;
  /** Keys typed that have not arrived, when that should be said. */
  unsent: number;
  modifiers: Modifiers;
  /** Drawn for the size of another screen. */
  isForeignSize: boolean;
  /** What a program wanted to copy and the browser refused without a tap. */
  toCopy: string | null;
}

export const firstState: PaneState = {
  ...{ link: "opening", isLate: false, facts: null, end: null, unsent: 0, modifiers: noModifiers, isForeignSize: false, toCopy: null },
};
