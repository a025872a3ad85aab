/** A terminal: a PTY with a program in it, its screen, and who looks at it. Lives until its program ends or it is ended, watched or not. */
import { randomUUID } from "node:crypto";
import type { Duplex } from "node:stream";
import { maxColumns, maxRows, type TerminalFact } from "#protocol/terminal.ts";
import { cleanText } from "#protocol/text.ts";
import { writeJson } from "#protocol/terminal-messages.ts";
import { createHistory } from "./history.ts";
import { createInputs } from "./inputs.ts";
import { createScreen } from "./screen.ts";
import { openPty } from "./pty.ts";
import type { Program } from "./shell.ts";
import { createViewer, type Viewer } from "./viewer.ts";
import { createSequenceCutter } from "./whole-sequences.ts";

export interface Terminal {
  readonly fact: TerminalFact;
  rename(name: string | null): void;
  /** `offset`: where this viewer's output goes on. */
  attach(stream: Duplex, given: { viewer: string; columns: number; rows: number; offset: number | null }): void;
  /** Hangs up, and kills what does not heed it. */
  end(): void;
  /** Looks what runs in the foreground now. */
  look(): void;
  /** Closes once every viewer has been told how it ended, `toldWithinMs` later at the latest. For a terminal that has ended. */
  closeOnceTold(): void;
  /** At once: ends the program, and the viewers' connections. */
  close(): void;
}

/** Of output that is kept for viewers that were away for a moment; the screen itself is kept whole. */
const keptBytes = 1024 * 1024;
/** Output waiting to be put on the screen. Above the one the program waits, below the other it goes on. */
const [mostWaitingBytes, fewWaitingBytes] = [6 * 1024 * 1024, 2 * 1024 * 1024];
/** Typed, and not read by the program. */
const [muchUnreadBytes, mostUnreadBytes] = [1024 * 1024, 16 * 1024 * 1024];
const maxUnreadReplyBytes = 64 * 1024;
/** A program may say another title with every byte; who looks is told of it this often. ms */
const titleEveryMs = 100;
/** How long a program may take to heed a hang-up, ms. */
const patienceMs = 2_000;
/** How long viewers of a terminal that has ended may take to get the rest of its output. A phone far away needs a while for it, ms. */
const toldWithinMs = 30_000;

export function openTerminal(
  program: Program,
  { name, columns, rows, onChange, onEnd }: { name: string | null; columns: number; rows: number; onChange: () => void; onEnd: () => void },
): Terminal {
  const fact: TerminalFact = {
    ...{ id: randomUUID(), name, title: "", command: cleanText(baseName(program.file), 200), columns, rows, viewers: 0 },
    ...{ createdAt: Date.now(), activeAt: seconds(), ended: null },
  };
  const viewers = new Set<Viewer>();
  const history = createHistory(keptBytes);
  const inputs = createInputs();
  const cut = createSequenceCutter();
  const screen = createScreen(
    { columns, rows },
    {
      onReply(text) {
        // Who asks and does not listen gets no more answers than this.
        if (pty.unreadBytes < maxUnreadReplyBytes) write(text);
      },
      onTitle() {
        titleTimer ??= setTimeout(sayTitle, Math.max(0, titleAt + titleEveryMs - performance.now()));
      },
      onReset() {
        history.forget();
        for (const viewer of viewers) viewer.onReset();
      },
      onProgress() {
        if (!isPaused || screen.waitingBytes > fewWaitingBytes) return;
        isPaused = false;
        pty.resume();
      },
    },
  );
  let isPaused = false;
  let onLastLeft = () => {};
  let titleTimer: NodeJS.Timeout | null = null;
  let titleAt = -Infinity;
  const sayTitle = () => {
    titleTimer = null;
    titleAt = performance.now();
    change({ title: screen.title });
  };

  function change(part: Partial<TerminalFact>) {
    if (Object.entries(part).every(([key, value]) => fact[key as keyof TerminalFact] === value)) return;
    Object.assign(fact, part);
    for (const viewer of viewers) viewer.onFacts(fact);
    onChange();
  }
  const noteActive = () => {
    const now = seconds();
    if (now === fact.activeAt) return;
    fact.activeAt = now;
    onChange();
  };
  const write = (data: string | Uint8Array) => {
    if (!fact.ended) pty.write(data);
  };
  const pty = openPty(program, {
    ...{ columns, rows },
    onData(data) {
      const bytes = cut(data);
      if (bytes.length === 0) return;
      screen.write(bytes);
      if (!isPaused && screen.waitingBytes > mostWaitingBytes) {
        isPaused = true;
        pty.pause();
      }
      history.add(bytes);
      for (const viewer of viewers) viewer.onOutput(bytes.length);
      noteActive();
    },
    onExit(end) {
      fact.ended = end;
      for (const viewer of viewers) viewer.onEnd(end);
      onEnd();
    },
  });
  const resize = (newColumns: number, newRows: number) => {
    if (fact.ended || (newColumns === fact.columns && newRows === fact.rows)) return;
    if (newColumns < 2 || newRows < 2 || newColumns > maxColumns || newRows > maxRows) return;
    pty.resize(newColumns, newRows);
    screen.resize(newColumns, newRows);
    history.forget();
    Object.assign(fact, { columns: newColumns, rows: newRows });
    for (const viewer of viewers) viewer.onResize();
    onChange();
  };

  const close = () => {
    if (!fact.ended) pty.kill("SIGHUP");
    if (titleTimer) clearTimeout(titleTimer);
    for (const viewer of viewers) viewer.close();
    screen.close();
  };

  return {
    fact,
    rename: (given) => change({ name: given }),
    attach(stream, { viewer: id, columns: itsColumns, rows: itsRows, offset }) {
      const input = inputs.of(id);
      if (viewers.size === 0 && fact.ended === null) resize(itsColumns, itsRows);
      fact.viewers += 1;
      stream.write(writeJson("hello", { terminal: fact, received: input.received }));
      const viewer = createViewer({
        ...{ stream, history, screen, size: () => fact, onSize: resize },
        offset: offset !== null && offset <= history.end && history.read(offset, 1) !== null ? offset : null,
        onInput(from, bytes) {
          const fresh = input.take(from, bytes);
          if (fresh === null) return stream.destroy();
          if (fresh.length > 0) write(fresh);
          if (pty.unreadBytes > mostUnreadBytes) return stream.destroy(); // it has heard long ago that nothing is read
          const confirm = () => viewer.onReceived(input.received);
          // Of more than this, only when it was read: a viewer sends no more than it keeps, so that neither end runs full.
          if (pty.unreadBytes > muchUnreadBytes) pty.onceRead(confirm);
          else confirm();
        },
      });
      viewers.add(viewer);
      if (fact.ended) viewer.onEnd(fact.ended);
      stream.once("close", () => {
        viewers.delete(viewer);
        change({ viewers: viewers.size });
        if (viewers.size === 0) onLastLeft();
      });
      onChange();
    },
    end() {
      if (fact.ended) return;
      pty.kill("SIGHUP");
      setTimeout(() => fact.ended === null && pty.kill("SIGKILL"), patienceMs).unref();
    },
    look() {
      if (!fact.ended) change({ command: cleanText(baseName(pty.foreground), 200) || fact.command });
    },
    closeOnceTold() {
      if (viewers.size === 0) return close();
      const timer = setTimeout(close, toldWithinMs).unref();
      onLastLeft = () => {
        clearTimeout(timer);
        close();
      };
    },
    close,
  };
}

function seconds(): number {
  return Math.floor(Date.now() / 1000) * 1000;
}

function baseName(path: string): string {
  return (path.split("/").at(-1) ?? "").replace(/^-/, "").slice(0, 100);
}
