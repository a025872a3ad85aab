/**
 * What a terminal and its viewers say to each other: messages in a stream of bytes, the same through a WebSocket, a tunnel and a socket of the
 * machine's own. Whoever stands between passes bytes on and parses nothing.
 *
 *   byte 0      kind
 *   bytes 1–4   length of the payload, unsigned, network byte order
 *   the rest    payload
 *
 * Offsets count bytes from a terminal's beginning (8 bytes, unsigned, network byte order): of its output, and of each viewer's input. So after
 * any break each end says how far it has come, and no byte is lost or comes twice.
 *
 *   viewer → terminal
 *   input       offset, bytes    what was typed
 *   size        columns, rows    16 bit each: how much this viewer shows; the last one counts
 *   seen        offset           output taken in; grants as much again
 *
 *   terminal → viewer
 *   hello       JSON Hello       first
 *   size        columns, rows    how large the terminal is from here on
 *   snapshot    bytes            a part of what makes an empty terminal look like this one
 *   caughtUp    offset           the snapshot is whole; output goes on from here
 *   output      offset, bytes    only ever whole characters and escape sequences
 *   received    offset           input that has reached the terminal
 *   facts       JSON             TerminalFact: name, title or command have changed
 *   ended       JSON End         the command has ended; nothing follows
 */
export const messageKinds = {
  input: 1,
  seen: 2,
  size: 3,
  hello: 16,
  snapshot: 17,
  caughtUp: 18,
  output: 19,
  received: 20,
  facts: 21,
  ended: 22,
} as const;

export type MessageKind = keyof typeof messageKinds;

export interface TerminalFact {
  id: string;
  /** Given by a person; null: none was. */
  name: string | null;
  /** As the program in it has set it; may be empty. */
  title: string;
  /** The program in the foreground, such as `vim`. */
  command: string;
  columns: number;
  rows: number;
  /** How many look at it now. */
  viewers: number;
  /** Of the machine's own clock, ms since the epoch. */
  createdAt: number;
  /** When it last said or was told something; the same clock, to the second. */
  activeAt: number;
  /** Null while it runs. */
  ended: End | null;
}

export interface End {
  /** Null when a signal ended it. */
  exitCode: number | null;
  signal: string | null;
}

export interface Hello {
  terminal: TerminalFact;
  /** How much of this viewer's input has reached the terminal. */
  received: number;
}

/**
 * The first line of a connection to the terminals of a machine, JSON. Each is answered by one line, `Answer`; after that of `attach` come
 * messages, and `watch` is answered by a `Listed` whenever something has changed.
 */
export type TerminalRequest =
  | { type: "watch" }
  | { type: "create"; command?: string; cwd?: string; name?: string; columns: number; rows: number }
  | { type: "rename"; terminal: string; name: string | null }
  | { type: "end"; terminal: string }
  | { type: "attach"; terminal: string; viewer: string; columns: number; rows: number; offset: number | null };

export interface Listed {
  /** The machine's clock, ms since the epoch. */
  now: number;
  terminals: TerminalFact[];
}

export type TerminalAnswer =
  { ok: true; terminal?: TerminalFact } | { ok: false; code: "bad_request" | "not_found" | "too_many" | "failed"; detail: string };

/** Scrollback that is kept and shown, lines. */
export const scrollbackLines = 10_000;
/** How much output may be on its way to a viewer that has not said it has seen it. Small, or Ctrl-C waits behind it. */
export const outputWindowBytes = 256 * 1024;
/** A viewer says how far it has come at least this often. */
export const seenEveryBytes = 64 * 1024;
/** Longest payload of a message, either way. */
export const maxMessageBytes = 64 * 1024;
export const maxColumns = 1_000;
export const maxRows = 500;
/** Terminals of one machine. */
export const mostTerminals = 64;
/** Of a list that a machine tells: those that run, and those that have ended of late. */
export const mostTerminalsTold = 100;
/** Close codes of a viewer's WebSocket, beside those of every socket of the door (api.ts). */
export const terminalCloseCodes = {
  /** There is no such terminal: it was ended, or its machine restarted. */
  gone: 4004,
  /** The machine is offline. */
  offline: 4003,
  /** The door asks for the password first: `POST /session/confirm`. */
  passwordNeeded: 4403,
  /** The peer broke the rules of this file. */
  protocolError: 1002,
} as const;

/**
 * At a regional proxy a viewer shows a ticket (`TerminalTicket` of api.ts) in place of a cookie: as a second subprotocol of its WebSocket, where
 * no log and no history keeps it. The first one is what the proxy selects.
 */
export const viewerProtocol = "latchkey-terminal";
export const ticketProtocolPrefix = "ticket.";
