/** The screen of a terminal as it is now, whoever looks at it: fed with everything the program writes, asked for a snapshot by whoever comes. */
import { Unicode11Addon } from "@xterm/addon-unicode11";
import xterm, { type Terminal } from "@xterm/headless";
import { guardTerminal, resizeTerminal } from "#protocol/terminal-guard.ts";
import { scrollbackLines } from "#protocol/terminal.ts";
import { condenseFlood } from "./flood.ts";
import { internalsOf } from "./screen-internals.ts";
import { takeSnapshot } from "./snapshot.ts";

export interface Screen {
  /** Whole sequences. */
  write(bytes: Uint8Array): void;
  resize(columns: number, rows: number): void;
  /** What makes an empty terminal look like this one, after everything written so far. Always gives once: null when the screen was closed before. */
  takeSnapshot(give: (snapshot: Uint8Array | null) => void): void;
  /** Bytes that are not on it yet. */
  readonly waitingBytes: number;
  readonly title: string;
  /** Whoever waits for a snapshot is told that there will be none. */
  close(): void;
}

/** What is to be done, in order; output stays as it came until its turn. A function is called once, with whether the screen is still there. */
type Step = Uint8Array | ((isOpen: boolean) => void);

const longestTitle = 200;
/** Given to the parser at a time. */
const sliceBytes = 64 * 1024;
/** More than a slice waiting is a flood: it is let come for a moment, so that there is something to leave out. ms */
const gatherMs = 40;
/** With more waiting than this, what would run out of the scrollback is left out. */
const floodBytes = 1024 * 1024;

/**
 * `onReply`: the terminal answers what a program asked of it (ECMA-48 §8.3.35). It alone does; viewers stay silent. `onProgress`: less is waiting.
 * `scrollback`: lines, for tests.
 */
export function createScreen(
  { columns, rows, scrollback = scrollbackLines }: { columns: number; rows: number; scrollback?: number },
  { onReply, onTitle, onProgress }: { onReply: (text: string) => void; onTitle: () => void; onProgress: () => void },
): Screen {
  const terminal = new xterm.Terminal({ cols: columns, rows, scrollback, allowProposedApi: true, logLevel: "off" });
  guardTerminal(terminal);
  terminal.loadAddon(new Unicode11Addon());
  terminal.unicode.activeVersion = "11";
  terminal.onData(onReply);
  let title = "";
  terminal.onTitleChange((given) => {
    title = given.slice(0, longestTitle);
    onTitle();
  });
  const steps: Step[] = [];
  let waiting = 0;
  let isBusy = false;
  let gathering: NodeJS.Timeout | null = null;
  /** What is waiting was gathered: all of it is drawn. */
  let isDraining = false;
  let closed = false;

  const go = () => {
    if (isBusy || closed) return;
    if (waiting <= sliceBytes) isDraining = false;
    else if (!isDraining && steps.every((step) => typeof step !== "function")) {
      gathering ??= setTimeout(drain, gatherMs);
      return;
    }
    if (waiting > floodBytes && scrollsAsAWhole(terminal)) condense();
    const slice = takeSlice();
    if (slice) {
      isBusy = true;
      return terminal.write(slice, () => {
        isBusy = false;
        waiting -= slice.length;
        onProgress();
        go();
      });
    }
    const step = steps.shift();
    if (typeof step !== "function") return;
    step(true);
    go();
  };
  const drain = () => {
    gathering = null;
    isDraining = true;
    go();
  };
  /** The output up to the next other step, but no more than a slice; null when that is next. */
  const takeSlice = (): Uint8Array | null => {
    const parts: Uint8Array[] = [];
    let length = 0;
    for (let next = steps[0]; next instanceof Uint8Array && length < sliceBytes; next = steps[0]) {
      const part = next.subarray(0, sliceBytes - length);
      if (part.length === next.length) steps.shift();
      else steps[0] = next.subarray(part.length);
      parts.push(part);
      length += part.length;
    }
    return length === 0 ? null : parts.length === 1 ? (parts[0] ?? null) : Buffer.concat(parts);
  };
  const condense = () => {
    const other = steps.findIndex((step) => typeof step === "function");
    const count = other < 0 ? steps.length : other;
    const all = Buffer.concat(steps.slice(0, count) as Uint8Array[]);
    const condensed = condenseFlood(all, terminal.rows + scrollback);
    if (!condensed) return;
    steps.splice(0, count, condensed);
    waiting -= all.length - condensed.length;
  };
  const then = (step: Step) => {
    if (closed) return typeof step === "function" && step(false);
    steps.push(step);
    go();
  };

  return {
    write(bytes) {
      waiting += bytes.length;
      then(bytes);
    },
    resize: (newColumns, newRows) => void then((isOpen) => isOpen && resizeTerminal(terminal, newColumns, newRows)),
    takeSnapshot: (give) => void then((isOpen) => give(isOpen ? new TextEncoder().encode(takeSnapshot(terminal)) : null)),
    get waitingBytes() {
      return waiting;
    },
    get title() {
      return title;
    },
    close() {
      if (closed) return;
      closed = true;
      if (gathering) clearTimeout(gathering);
      terminal.dispose();
      for (const step of steps.splice(0)) if (typeof step === "function") step(false);
    },
  };
}

/** Nothing of what runs over the top of the screen stays. */
function scrollsAsAWhole(terminal: Terminal): boolean {
  const { scrollTop, scrollBottom } = internalsOf(terminal).buffers._normal;
  const { originMode, insertMode } = terminal.modes;
  return terminal.buffer.active.type === "normal" && scrollTop === 0 && scrollBottom === terminal.rows - 1 && !originMode && !insertMode;
}
