/**
 * One viewer of a terminal: gets a snapshot, then output as it comes, and never more than it has room for. Who falls behind is not waited for,
 * and gets the screen as it is when it can take it. Guards the terminal's memory: a viewer that takes nothing costs its window and no more.
 */
import type { Duplex } from "node:stream";
import { maxColumns, maxRows, outputWindowBytes, type End, type TerminalFact } from "#protocol/terminal.ts";
import {
  createMessageReader,
  readSize,
  writeJson,
  writeMessage,
  writeMessages,
  writeSize,
  type Message,
} from "#protocol/terminal-messages.ts";
import type { History } from "./history.ts";
import type { Screen } from "./screen.ts";

export interface Viewer {
  /** There is more output, by so many bytes. */
  onOutput(bytes: number): void;
  /** The terminal has another size from here on. */
  onResize(): void;
  /** The screen is another from here on: what was sent does not lead to it. */
  onReset(): void;
  onFacts(terminal: TerminalFact): void;
  onEnd(end: End): void;
  onReceived(offset: number): void;
  /** The terminal is no more: says how it ended, if it did, without waiting for what this viewer has not taken. */
  close(): void;
}

export interface ViewerParts {
  stream: Duplex;
  history: History;
  screen: Pick<Screen, "takeSnapshot">;
  size: () => { columns: number; rows: number };
  /** Where this viewer's output goes on; null: with a snapshot. */
  offset: number | null;
  onInput: (offset: number, bytes: Uint8Array) => void;
  onSize: (columns: number, rows: number) => void;
}

/** Output is gathered into messages of at most this. */
const mostAtOnceBytes = 60 * 1024;
/** A chunk as large as a PTY gives at once is one of many: they are gathered for a moment. Anything smaller is somebody's echo, and goes at once. */
const chunkOfManyBytes = 2048;
const gatherMs = 2;
/** Who falls behind gets the screen at most that often, and at most a sixth of the time goes into drawing it. ms */
const snapshotEveryMs = 100;
const restAfterDrawing = 5;

/** Ends with its stream. */
export function createViewer({ stream, history, screen, size, offset, onInput, onSize }: ViewerParts): Viewer {
  /** Where the output that was sent ends; null: a snapshot is to come. */
  let sent = offset;
  let seen = offset ?? 0;
  let isDrawing = false;
  /** The terminal was resized while its screen was being drawn. */
  let isResized = false;
  let nextSnapshotAt = 0;
  let drawing: NodeJS.Timeout | undefined;
  let end: End | null = null;
  let gathering: NodeJS.Timeout | null = null;
  const send = (message: Uint8Array) => void (stream.writable && stream.write(message));
  const hasRoom = () => sent === null || (sent - seen < outputWindowBytes && !stream.writableNeedDrain);

  const pump = () => {
    while (!isDrawing && stream.writable && hasRoom()) {
      const bytes = sent === null ? null : history.read(sent, mostAtOnceBytes);
      if (bytes === null || sent === null) return draw();
      if (bytes.length === 0) break;
      for (const message of writeMessages("output", bytes, sent)) send(message);
      sent += bytes.length;
    }
    if (end && !isDrawing && sent === history.end) finish();
  };
  /** Nothing more can be shown. Before the program has ended it is a break: the viewer connects again, and gets the screen of then. */
  const finish = () => {
    if (!end) return stream.destroy();
    send(writeJson("ended", end));
    return stream.end();
  };
  const draw = () => {
    isDrawing = true;
    drawing = setTimeout(
      () => {
        isResized = false;
        const at = history.end;
        const { columns, rows } = size();
        const begunAt = performance.now();
        screen.takeSnapshot((snapshot) => {
          isDrawing = false;
          if (snapshot === null) return finish();
          const now = performance.now();
          nextSnapshotAt = now + Math.max(snapshotEveryMs, restAfterDrawing * (now - begunAt));
          sent = at;
          send(writeSize(columns, rows));
          for (const message of writeMessages("snapshot", snapshot)) send(message);
          send(writeMessage("caughtUp", { offset: at }));
          if (isResized) resize();
          pump();
        });
      },
      Math.max(0, nextSnapshotAt - performance.now()),
    );
  };
  /** What was written for the old size must not meet the new one: who has not got all of it gets the screen anew. */
  const resize = () => {
    const { columns, rows } = size();
    if (sent === history.end) send(writeSize(columns, rows));
    else sent = null;
  };
  const hear = (message: Message) => {
    if (message.kind === "input") onInput(message.offset, message.bytes);
    else if (message.kind === "seen") {
      seen = Math.min(Math.max(seen, message.offset), sent ?? seen);
      pump();
    } else if (message.kind === "size") {
      const given = readSize(message);
      if (!given || given.columns > maxColumns || given.rows > maxRows) stream.destroy();
      else onSize(given.columns, given.rows);
    } else stream.destroy();
  };
  const read = createMessageReader(hear);
  stream.on("data", (chunk: Buffer<ArrayBuffer>) => {
    if (!stream.destroyed && !read(chunk)) stream.destroy();
  });
  stream.resume();
  stream.on("drain", pump);
  stream.on("error", () => stream.destroy());
  stream.once("end", () => stream.end());
  stream.once("close", () => {
    clearTimeout(drawing);
    if (gathering) clearTimeout(gathering);
  });
  // In the next turn: whoever makes the viewer says hello first.
  setImmediate(pump);

  return {
    onOutput(bytes) {
      if (bytes < chunkOfManyBytes || (sent !== null && history.end - sent >= mostAtOnceBytes)) return pump();
      gathering ??= setTimeout(() => {
        gathering = null;
        pump();
      }, gatherMs);
    },
    onResize() {
      isResized = true;
      if (!isDrawing) resize();
      pump();
    },
    onReset() {
      if (isDrawing) return; // what it waits for is drawn afterwards
      sent = null;
      pump();
    },
    onFacts: (terminal) => send(writeJson("facts", terminal)),
    onReceived: (upTo) => send(writeMessage("received", { offset: upTo })),
    onEnd(given) {
      end = given;
      pump();
    },
    close() {
      isDrawing = true; // nothing else goes out any more
      if (stream.writableLength > 0) stream.destroy();
      else finish();
    },
  };
}
