/** The screen of a terminal as it is now, whoever looks at it: fed with everything the program writes, asked for a snapshot by whoever comes. */
import { Unicode11Addon } from "@xterm/addon-unicode11";
import xterm from "@xterm/headless";
import { guardTerminal } from "#protocol/terminal-guard.ts";
import { scrollbackLines } from "#protocol/terminal.ts";
import { takeSnapshot } from "./snapshot.ts";

export interface Screen {
  /** Whole sequences. `done`: they are on the screen. */
  write(bytes: Uint8Array, done?: () => void): void;
  resize(columns: number, rows: number): void;
  /** What makes an empty terminal look like this one, after everything written so far. */
  takeSnapshot(give: (snapshot: Uint8Array) => void): void;
  readonly title: string;
  close(): void;
}

/** `onReply`: the terminal answers what a program asked of it (ECMA-48 §8.3.35). It alone does; viewers stay silent. */
export function createScreen(
  { columns, rows }: { columns: number; rows: number },
  { onReply, onTitle }: { onReply: (text: string) => void; onTitle: () => void },
): Screen {
  const terminal = new xterm.Terminal({ cols: columns, rows, scrollback: scrollbackLines, allowProposedApi: true, logLevel: "off" });
  guardTerminal(terminal);
  terminal.loadAddon(new Unicode11Addon());
  terminal.unicode.activeVersion = "11";
  terminal.onData(onReply);
  let title = "";
  terminal.onTitleChange((given) => {
    title = given.slice(0, longestTitle);
    onTitle();
  });
  return {
    write: (bytes, done) => terminal.write(bytes, done),
    resize: (newColumns, newRows) => terminal.write("", () => terminal.resize(newColumns, newRows)),
    takeSnapshot: (give) => terminal.write("", () => give(new TextEncoder().encode(takeSnapshot(terminal)))),
    get title() {
      return title;
    },
    close: () => terminal.dispose(),
  };
}

const longestTitle = 200;
