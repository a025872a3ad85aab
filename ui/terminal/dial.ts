/**
 * The sockets of a viewer: through the chosen region where that gives one, and through the door otherwise, at once and without a word. The
 * terminal sees no difference: it goes on at the byte where the viewer was (protocol/terminal-viewer.ts), whichever way the next socket takes.
 */
import { closeCodes, type TerminalTicket } from "#protocol/api.ts";
import { ticketProtocolPrefix, viewerProtocol } from "#protocol/terminal.ts";

export interface Dialled {
  send(message: Uint8Array<ArrayBuffer>): void;
  /** From here on nothing is heard of it. */
  close(): void;
}

export interface DialEvents {
  /** Nothing has come on it yet. Called again when the region gave nothing, and the door opens. */
  onOpen(): void;
  /** False: it breaks the rules, and the socket is hung up on. */
  onMessage(data: unknown): boolean;
  onClose(code: number): void;
}

/** `query`: of the socket's address. `isByItself`: nobody asked for it, so it is no use of the session. */
export type Dial = (query: string, isByItself: boolean, events: DialEvents) => Dialled;

export interface DialOptions {
  /** Of the door's socket, without its query. */
  url: string;
  /** The region that is wanted now; null for the door. */
  findRegion(): string | null;
  /** Throws an `ApiProblem` when the door says no. */
  askTicket(region: string, options: { passive: boolean; signal: AbortSignal }): Promise<TerminalTicket>;
}

/** A way through a region on which nothing moves for so long is no way: ticket, handshake, and the first word of the terminal. */
const stepWithinMs = 4_000;
/** All three: before the page's patience with one socket ends (connection.ts), or its next one would try the same again. */
const regionWithinMs = 7_000;
/** One that has failed is left alone for so long. */
const leftAloneMs = 60_000;
/** RFC 6455 §7.4.1: it broke. */
const broken = 1006;
const brokeRules = 1002;
/** What a region says of an end that is one wherever it is asked. */
const finalCodes: readonly number[] = [1000, closeCodes.sessionEnded, broken];

export function createDial({ url, findRegion, askTicket }: DialOptions): Dial {
  let failed: { region: string; at: number } | null = null;
  const findOpenRegion = () => {
    const region = findRegion();
    return region === failed?.region && Date.now() - failed.at < leftAloneMs ? null : region;
  };

  return (query, isByItself, events) => {
    let socket: Dialled | null = null;
    let stopWaiting = () => {};
    const openAtDoor = () => (socket = openSocket(`${url}?${query}`, [], events));
    const openInRegion = (region: string) => {
      const asking = new AbortController();
      let isWaiting = true;
      let timer: ReturnType<typeof setTimeout> | undefined;
      const latest = Date.now() + regionWithinMs;
      const wait = () => {
        clearTimeout(timer);
        // Without a ticket it is the way to the door that takes so long.
        timer = setTimeout(() => giveUp(socket !== null), Math.min(stepWithinMs, latest - Date.now()));
      };
      stopWaiting = () => {
        isWaiting = false;
        clearTimeout(timer);
        asking.abort();
      };
      const fail = () => (failed = { region, at: Date.now() });
      const giveUp = (hasFailed: boolean) => {
        if (!isWaiting) return;
        stopWaiting();
        if (hasFailed) fail();
        socket?.close();
        openAtDoor();
      };
      const openWith = ({ ticket, url: there }: TerminalTicket) => {
        if (!isWaiting) return;
        wait();
        socket = openSocket(`${there}?${query}`, [viewerProtocol, `${ticketProtocolPrefix}${ticket}`], {
          onOpen() {
            wait();
            events.onOpen();
          },
          onMessage(data) {
            stopWaiting();
            return events.onMessage(data);
          },
          onClose(code) {
            if (isWaiting) return giveUp(true);
            if (finalCodes.includes(code)) return events.onClose(code);
            // Whether the machine is away or the terminal gone is the door's to say.
            fail();
            events.onClose(broken);
          },
        });
      };
      wait();
      askTicket(region, { passive: isByItself, signal: asking.signal })
        .then(openWith)
        // Where the door does not answer either, that says nothing of the region.
        .catch((error: unknown) => giveUp(!(error instanceof Error) || error.name !== "ApiUnreachable"));
    };

    const region = findOpenRegion();
    if (region === null) openAtDoor();
    else openInRegion(region);
    return {
      send: (message) => socket?.send(message),
      close() {
        stopWaiting();
        socket?.close();
      },
    };
  };
}

/** A WebSocket of which nothing is heard once it was closed here. */
function openSocket(address: string, protocols: string[], { onOpen, onMessage, onClose }: DialEvents): Dialled {
  const socket = new WebSocket(address, protocols);
  let isOver = false;
  const over = (code: number) => {
    if (isOver) return;
    isOver = true;
    onClose(code);
  };
  socket.binaryType = "arraybuffer";
  socket.onopen = () => void (isOver || onOpen());
  socket.onmessage = ({ data }) => {
    if (isOver || onMessage(data) || isOver) return;
    socket.close();
    over(brokeRules);
  };
  socket.onerror = () => {}; // then it closes
  socket.onclose = ({ code }) => over(code);
  return {
    send: (message) => void (socket.readyState === WebSocket.OPEN && socket.send(message)),
    close() {
      isOver = true;
      socket.close();
    },
  };
}
