/**
 * The WebSocket of a terminal's viewer, through all its breaks: back at once when the page is seen again or the network is there, in short
 * steps with chance otherwise. What was on its way when it broke is the viewer's affair (protocol/terminal-viewer.ts): nothing is lost.
 */
import { closeCodes } from "#protocol/api.ts";
import { terminalCloseCodes, type End, type TerminalFact } from "#protocol/terminal.ts";
import { createTerminalViewer, type TerminalViewer, type ViewerScreen } from "#protocol/terminal-viewer.ts";
import { againInMs } from "./again-in.ts";
import type { Dial, Dialled } from "./dial.ts";
import { makeViewerId } from "./viewer-id.ts";

export type TerminalLink =
  /** Not in step with the terminal yet, for the first time. */
  | "opening"
  | "live"
  /** Tried again by itself. */
  | "lost"
  /** The terminal's machine is offline; tried again by itself. */
  | "away"
  /** The door wants the password first; tried again when it is asked to. */
  | "locked"
  /** There is no such terminal. */
  | "gone"
  /** Its command has ended. */
  | "ended";

export interface ConnectionOptions {
  /** Opens a socket. */
  dial: Dial;
  screen: ViewerScreen;
  /** How much is shown; asked whenever a socket opens. */
  size(): { columns: number; rows: number };
  /** Asks the API whether the session is alive; that call itself leaves for the sign-in screen when it is not. */
  verify(): Promise<unknown>;
  onLink(link: TerminalLink): void;
  onFacts(terminal: TerminalFact): void;
  onEnded(end: End): void;
  onUnsent(bytes: number): void;
}

export interface TerminalConnection {
  readonly viewer: TerminalViewer;
  /** Tries at once, for example because a person asks for it. */
  reconnect(): void;
  close(): void;
}

/** A socket that takes longer to open is on a network that is not there. */
const openWithinMs = 8_000;
/**
 * Input that nobody confirms for so long went into a dead socket: a phone that changes networks is not told of it. Or its program does not
 * read: then another socket changes nothing, and each next one waits twice as long.
 */
const deadAfterMs = 4_000;
const mostDeadAfterMs = 120_000;
/** A page that slept this long may have a socket that is dead without knowing. */
const sleptTooLongMs = 20_000;

/** Opens the socket and keeps it open until `close`, the terminal's end, or that of the session. */
export function openTerminal(options: ConnectionOptions): TerminalConnection {
  const viewerId = makeViewerId();
  let socket: Dialled | null = null;
  let link: TerminalLink = "opening";
  let failures = 0;
  let again: ReturnType<typeof setTimeout> | undefined;
  let patience: ReturnType<typeof setTimeout> | undefined;
  let patienceMs = deadAfterMs;
  let waitingBytes = 0;
  let hiddenAt = Date.now();
  let isClosed = false;

  const become = (next: TerminalLink) => {
    if (link === next || isClosed) return;
    link = next;
    options.onLink(next);
  };
  const isOver = () => isClosed || link === "gone" || link === "ended";

  const viewer = createTerminalViewer(options.screen, {
    onHello(terminal) {
      failures = 0;
      become("live");
      options.onFacts(terminal);
    },
    onFacts: options.onFacts,
    onEnded(end) {
      become("ended");
      options.onEnded(end);
    },
    onUnsent(bytes) {
      options.onUnsent(bytes);
      if (bytes < waitingBytes) patienceMs = deadAfterMs;
      waitingBytes = bytes;
      if (bytes === 0 || !patience) bePatient();
    },
  });
  const loseDeadSocket = () => {
    patienceMs = Math.min(mostDeadAfterMs, patienceMs * 2);
    reconnect();
  };
  /** From now on, while something waits that the terminal has not confirmed. */
  const bePatient = () => {
    clearTimeout(patience);
    patience = socket && waitingBytes > 0 ? setTimeout(loseDeadSocket, patienceMs) : undefined;
  };

  /** `isByItself`: nobody asked for it, so it is no use of the session. */
  const connect = (isByItself = false) => {
    clearTimeout(again);
    if (isOver() || socket || document.hidden) return;
    const { columns, rows } = options.size();
    const offset = viewer.offset === null ? "" : `&offset=${viewer.offset}`;
    const query = `viewer=${viewerId}&columns=${columns}&rows=${rows}${offset}${isByItself ? "&passive=1" : ""}`;
    const opening = options.dial(query, isByItself, {
      onOpen: () => viewer.connected((message) => opening.send(message)),
      onMessage(data) {
        // What breaks the rules comes from no terminal of ours; another socket may be better.
        if (!(data instanceof ArrayBuffer) || !viewer.receive(new Uint8Array(data))) return false;
        bePatient();
        return true;
      },
      onClose(code) {
        drop();
        comeBack(code);
      },
    });
    socket = opening;
    patience = setTimeout(reconnect, openWithinMs);
  };

  /** From here on nothing that the socket still brings is heard. */
  const drop = () => {
    const before = socket;
    socket = null;
    clearTimeout(patience);
    viewer.disconnected();
    before?.close();
  };

  const comeBack = (code: number) => {
    if (isOver()) return;
    if (code === terminalCloseCodes.gone) return become("gone");
    if (code === terminalCloseCodes.passwordNeeded) return become("locked");
    if (code === terminalCloseCodes.offline) become("away");
    else if (link === "live") become("lost");
    // A refused handshake says nothing to a page, and an ended session only its code: the API knows the rest.
    if (code === closeCodes.sessionEnded || failures === 1) void options.verify().catch(() => {});
    if (code === closeCodes.sessionEnded) failures++;
    again = setTimeout(connect, againInMs(failures++), true);
  };

  const reconnect = () => {
    if (isOver()) return;
    drop();
    if (link === "live") become("lost");
    failures = 0;
    connect();
  };

  const onVisibility = () => {
    if (document.hidden) hiddenAt = Date.now();
    else if (link === "locked") return;
    else if (link !== "live" || !socket || Date.now() - hiddenAt > sleptTooLongMs) reconnect();
  };

  document.addEventListener("visibilitychange", onVisibility);
  // The browser's word for it is a hint only: a door on this very machine answers without any network.
  addEventListener("online", reconnect);
  addEventListener("offline", reconnect);
  connect();
  return {
    viewer,
    reconnect,
    close() {
      isClosed = true;
      clearTimeout(again);
      document.removeEventListener("visibilitychange", onVisibility);
      removeEventListener("online", reconnect);
      removeEventListener("offline", reconnect);
      drop();
    },
  };
}
