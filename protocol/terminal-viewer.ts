/**
 * A viewer of a terminal, without a screen and without a network of its own: keeps the two in step through any number of breaks, so that the
 * screen takes every byte of output once and the terminal every byte of input once.
 */
import { seenEveryBytes, type End, type Hello, type TerminalFact } from "./terminal.ts";
import { cleanText } from "./text.ts";
import { createMessageReader, readJson, readSize, writeMessage, writeMessages, writeSize, type Message } from "./terminal-messages.ts";

/** What the viewer draws on. Everything happens in the order of the calls, a write's bytes before the next reset or resize. */
export interface ViewerScreen {
  /** `done`: the bytes are taken in. */
  write(bytes: Uint8Array, done?: () => void): void;
  /** Empties the screen and its scrollback, and forgets every mode. */
  reset(): void;
  resize(columns: number, rows: number): void;
}

export interface ViewerListener {
  /** Connected and in step: what is typed now goes out at once. */
  onHello(terminal: TerminalFact): void;
  onFacts(terminal: TerminalFact): void;
  onEnded(end: End): void;
  /** Bytes typed that have not reached the terminal. */
  onUnsent(bytes: number): void;
}

export interface TerminalViewer {
  /** Output that the screen has; null: nothing that could be gone on from. To be said when attaching. */
  readonly offset: number | null;
  /** A stream is open in which an attach has been asked for. */
  connected(send: (message: Uint8Array<ArrayBuffer>) => void): void;
  /** Bytes of that stream. False: they break the rules, and the stream should be closed. */
  receive(chunk: Uint8Array<ArrayBuffer>): boolean;
  disconnected(): void;
  /** False when more waits for the network than is kept; then nothing of these bytes is taken. */
  type(bytes: Uint8Array): boolean;
  /** How much this viewer shows. */
  show(columns: number, rows: number): void;
}

/** Typed without a network, kept for when it is back. A page of text; a file that is pasted meanwhile is refused. */
export const mostUnsentBytes = 64 * 1024;
/** The same while connected: a large paste on its way. */
const mostOnTheirWayBytes = 8 * 1024 * 1024;

export function createTerminalViewer(screen: ViewerScreen, listener: ViewerListener): TerminalViewer {
  let send: ((message: Uint8Array<ArrayBuffer>) => void) | null = null;
  let isInStep = false;
  let read = createMessageReader(() => undefined);
  let isBroken = false;
  /** Output written to the screen, and how much of that it has taken in and the terminal has been told. */
  let offset: number | null = null;
  let told = 0;
  /** Input that the terminal has not confirmed, and where it begins. */
  let unsent = new Uint8Array();
  let unsentFrom = 0;
  let size: { columns: number; rows: number } | null = null;

  const confirm = (received: number) => {
    const confirmed = Math.min(Math.max(0, received - unsentFrom), unsent.length);
    unsent = unsent.slice(confirmed);
    unsentFrom += confirmed;
    listener.onUnsent(unsent.length);
  };
  const takenIn = (upTo: number, atLeast: number) => {
    if (!send || upTo - told < atLeast) return;
    told = upTo;
    send(writeMessage("seen", { offset: upTo }));
  };
  const output = (message: Message): boolean => {
    if (offset === null || message.offset > offset) return false;
    const fresh = message.bytes.subarray(offset - message.offset);
    if (fresh.length === 0) return true;
    const upTo = (offset += fresh.length);
    screen.write(fresh, () => takenIn(upTo, seenEveryBytes));
    return true;
  };
  const take = (message: Message): boolean => {
    const { kind } = message;
    if (kind === "output") return output(message);
    if (kind === "received") confirm(message.offset);
    else if (kind === "hello") {
      const hello = readJson(message) as Hello | null;
      if (!hello) return false;
      // A terminal that has heard less than it once confirmed has lost it with its memory of this viewer: what is left goes on from there.
      if (hello.received < unsentFrom) unsentFrom = hello.received;
      confirm(hello.received);
      isInStep = true;
      for (const part of writeMessages("input", unsent, unsentFrom)) send?.(part);
      if (size) send?.(writeSize(size.columns, size.rows));
      listener.onHello(cleanFacts(hello.terminal));
    } else if (kind === "size") {
      const given = readSize(message);
      if (!given) return false;
      screen.resize(given.columns, given.rows);
    } else if (kind === "snapshot") {
      if (offset !== null || !isEmptied) screen.reset();
      isEmptied = true;
      offset = null;
      screen.write(message.bytes);
    } else if (kind === "caughtUp") {
      if (!isEmptied) screen.reset();
      isEmptied = false;
      offset = message.offset;
      told = 0;
      screen.write(new Uint8Array(), () => takenIn(message.offset, 0));
    } else if (kind === "facts") {
      const facts = readJson(message) as TerminalFact | null;
      if (facts) listener.onFacts(cleanFacts(facts));
    } else if (kind === "ended") listener.onEnded((readJson(message) as End | null) ?? { exitCode: null, signal: null });
    else return false;
    return true;
  };
  /** Whether the parts of a snapshot are being drawn on an emptied screen. */
  let isEmptied = false;

  return {
    get offset() {
      return offset;
    },
    connected(to) {
      send = to;
      isInStep = false;
      isBroken = false;
      isEmptied = false;
      read = createMessageReader((message) => {
        if (!isBroken && !take(message)) isBroken = true;
      });
    },
    receive(chunk) {
      if (!send || isBroken) return false;
      if (!read(chunk)) isBroken = true;
      return !isBroken;
    },
    disconnected() {
      send = null;
      isInStep = false;
    },
    type(bytes) {
      if (unsent.length + bytes.length > (isInStep ? mostOnTheirWayBytes : mostUnsentBytes)) return false;
      const from = unsentFrom + unsent.length;
      const joined = new Uint8Array(unsent.length + bytes.length);
      joined.set(unsent);
      joined.set(bytes, unsent.length);
      unsent = joined;
      if (isInStep) for (const part of writeMessages("input", bytes, from)) send?.(part);
      listener.onUnsent(unsent.length);
      return true;
    },
    show(columns, rows) {
      size = { columns, rows };
      if (isInStep) send?.(writeSize(columns, rows));
    },
  };
}

/** Nothing between machine and viewer reads them, and the title is whatever the program has said. */
function cleanFacts(facts: TerminalFact): TerminalFact {
  const { name, title, command } = facts;
  return { ...facts, name: name === null ? null : cleanText(name, 60), title: cleanText(title, 200), command: cleanText(command, 200) };
}
