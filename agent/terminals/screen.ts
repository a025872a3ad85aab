/** The screen of a terminal as it is now, whoever looks at it: fed with everything the program writes, asked for a snapshot by whoever comes. */
import { Unicode11Addon } from "@xterm/addon-unicode11";
import xterm, { type Terminal } from "@xterm/headless";
import { guardTerminal, resizeTerminal } from "#protocol/terminal-guard.ts";
import { scrollbackLines } from "#protocol/terminal.ts";
import { cleanText } from "#protocol/text.ts";
import { condenseFlood } from "./flood.ts";
import { createPace, maxSliceBytes } from "./pace.ts";
import { internalsOf } from "./screen-internals.ts";
import { takeSnapshot } from "./snapshot.ts";
import { runWithin } from "./time-limit.ts";

export interface Screen {
  /** Whole sequences. */
  write(bytes: Uint8Array): void;
  resize(columns: number, rows: number): void;
  /** What makes an empty terminal look like this one, after everything written so far. Always gives once: null when the screen was closed before. */
  takeSnapshot(give: (snapshot: Uint8Array | null) => void): void;
  /** Bytes that are not on it yet. */
  readonly waitingBytes: number;
  readonly title: string;
  /** Viewers that wait for a snapshot get null: there will be none. */
  close(): void;
}

/** What is to be done, in order; output stays as it came until its turn. A function is called once, with whether the screen is still there. */
type Step = Uint8Array | ((isOpen: boolean) => void);

const longestTitle = 200;
/** Of answers to a program, in a piece of its output: a file that is shown may be full of questions, and nobody reads the answers. */
const maxReplyCharacters = 4_096;
/** No piece of output takes a hundredth of it (protocol/terminal-work.ts); one that does would hold up every terminal of the machine. ms */
const limitMs = 10_000;
const notice = "\r\n[Latchkey: showing this output did not end. What was on the screen is gone; the program runs on.]\r\n";
/** More than a slice waiting is a flood: it is let come for a moment, so that there is something to leave out. ms */
const gatherMs = 40;
/** With more waiting than this, what would run out of the scrollback is left out. */
const floodBytes = 1024 * 1024;

/**
 * `onReply`: the terminal answers what a program asked of it (ECMA-48 §8.3.35). It alone does; viewers stay silent. `onProgress`: less is waiting.
 * `onReset`: showing output took longer than `limit`, ms, and was ended: the screen is an empty one. `scrollback`: lines, for tests.
 */
export function createScreen(
  { columns, rows, scrollback = scrollbackLines, limit = limitMs }: { columns: number; rows: number; scrollback?: number; limit?: number },
  {
    onReply,
    onTitle,
    onProgress,
    onReset,
  }: { onReply: (text: string) => void; onTitle: () => void; onProgress: () => void; onReset: () => void },
): Screen {
  const terminal = new xterm.Terminal({ cols: columns, rows, scrollback, allowProposedApi: true, logLevel: "off" });
  guardTerminal(terminal);
  terminal.loadAddon(new Unicode11Addon());
  terminal.unicode.activeVersion = "11";
  let replies = "";
  terminal.onData((text) => {
    if (replies.length + text.length <= maxReplyCharacters) replies += text;
  });
  let title = "";
  let newTitle: string | null = null;
  terminal.onTitleChange((given) => (newTitle = given));
  const pace = createPace();
  const drawing = limitDrawing(terminal, limit);
  const steps: Step[] = [];
  let waiting = 0;
  let isBusy = false;
  let gathering: NodeJS.Timeout | null = null;
  let resting: NodeJS.Timeout | null = null;
  /** Drawn before leaving out is tried again: what could not be left out a moment ago cannot be left out now, and looking costs. */
  let condenseInBytes = 0;
  /** What is waiting was gathered: all of it is drawn. */
  let isDraining = false;
  let closed = false;

  const go = () => {
    if (isBusy || closed) return;
    if (waiting <= maxSliceBytes) isDraining = false;
    else if (!isDraining && steps.every((step) => typeof step !== "function")) {
      gathering ??= setTimeout(drain, gatherMs);
      return;
    }
    if (waiting > floodBytes && condenseInBytes <= 0 && scrollsAsAWhole(terminal)) condense();
    const slice = takeSlice();
    if (slice) {
      isBusy = true;
      return terminal.write(slice, () => {
        waiting -= slice.length;
        condenseInBytes -= slice.length;
        const { tookMs, isStuck } = drawing.finish();
        if (isStuck) reset();
        pace.took(tookMs);
        tell();
        resting = pace.restMs > 0 ? setTimeout(goOn, pace.restMs) : null;
        if (!resting) goOn();
      });
    }
    const step = steps.shift();
    if (typeof step !== "function") return;
    step(true);
    go();
  };
  const goOn = () => {
    isBusy = false;
    go();
  };
  /** What a piece of output has brought about, once for all of it: a program may say a thousand titles in one. */
  const tell = () => {
    const answers = replies;
    replies = "";
    if (answers !== "") onReply(answers);
    const given = newTitle === null ? title : cleanText(newTitle, longestTitle);
    newTitle = null;
    if (given !== title) {
      title = given;
      onTitle();
    }
    onProgress();
  };
  const reset = () => {
    internalsOf(terminal)._inputHandler._parser.reset();
    terminal.reset();
    steps.unshift(new TextEncoder().encode(notice));
    waiting += notice.length;
    onReset();
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
    for (let next = steps[0]; next instanceof Uint8Array && length < pace.sliceBytes; next = steps[0]) {
      const part = next.subarray(0, pace.sliceBytes - length);
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
    if (!condensed) return void (condenseInBytes = floodBytes / 4);
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
      if (resting) clearTimeout(resting);
      terminal.dispose();
      for (const step of steps.splice(0)) if (typeof step === "function") step(false);
    },
  };
}

/** Measures how long output takes to be parsed, and ends what takes longer than `limit`, ms. */
function limitDrawing(terminal: Terminal, limit: number) {
  const handler = internalsOf(terminal)._inputHandler;
  const parse = handler.parse.bind(handler);
  let tookMs = 0;
  let isStuck = false;
  handler.parse = (data) => {
    const at = performance.now();
    if (!runWithin(limit, () => void parse(data))) isStuck = true;
    tookMs += performance.now() - at;
  };
  return {
    /** Since it was asked last. */
    finish() {
      const found = { tookMs, isStuck };
      tookMs = 0;
      isStuck = false;
      return found;
    },
  };
}

/** Nothing of what runs over the top of the screen stays. */
function scrollsAsAWhole(terminal: Terminal): boolean {
  const { scrollTop, scrollBottom } = internalsOf(terminal).buffers._normal;
  const { originMode, insertMode } = terminal.modes;
  return terminal.buffer.active.type === "normal" && scrollTop === 0 && scrollBottom === terminal.rows - 1 && !originMode && !insertMode;
}
