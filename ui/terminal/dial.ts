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

/** A region that has given nothing for so long is further away than the door. */
const regionWithinMs = 4_000;
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

  return (query, isByItself, { onOpen, onMessage, onClose }) => {
    let socket: WebSocket | null = null;
    let stopWaiting = () => {};
    const open = (opened: WebSocket, heard: () => void, over: (code: number) => void) => {
      opened.binaryType = "arraybuffer";
      socket = opened;
      opened.onopen = () => socket === opened && onOpen();
      opened.onmessage = ({ data }) => {
        if (socket !== opened) return;
        heard();
        if (onMessage(data) || socket !== opened) return;
        socket = null;
        opened.close();
        over(brokeRules);
      };
      opened.onerror = () => {}; // then it closes
      opened.onclose = ({ code }) => {
        if (socket !== opened) return;
        socket = null;
        over(code);
      };
    };
    const openAtDoor = () => open(new WebSocket(`${url}?${query}`), () => {}, onClose);
    const openInRegion = (region: string) => {
      const asking = new AbortController();
      let isWaiting = true;
      let hasHeard = false;
      // Without a ticket it is the way to the door that takes so long.
      const timer = setTimeout(() => giveUp(socket !== null), regionWithinMs);
      stopWaiting = () => {
        isWaiting = false;
        clearTimeout(timer);
        asking.abort();
      };
      const giveUp = (hasFailed: boolean) => {
        if (!isWaiting) return;
        stopWaiting();
        if (hasFailed) failed = { region, at: Date.now() };
        const before = socket;
        socket = null;
        before?.close();
        openAtDoor();
      };
      const heard = () => {
        hasHeard = true;
        stopWaiting();
      };
      const over = (code: number) => {
        if (!hasHeard) return giveUp(true);
        if (finalCodes.includes(code)) return onClose(code);
        // Whether the machine is away or the terminal gone is the door's to say.
        failed = { region, at: Date.now() };
        onClose(broken);
      };
      askTicket(region, { passive: isByItself, signal: asking.signal })
        .then(({ ticket, url: there }) => {
          if (isWaiting) open(new WebSocket(`${there}?${query}`, [viewerProtocol, `${ticketProtocolPrefix}${ticket}`]), heard, over);
        })
        // Where the door does not answer either, that says nothing of the region.
        .catch((error: unknown) => giveUp(!(error instanceof Error) || error.name !== "ApiUnreachable"));
    };

    const region = findOpenRegion();
    if (region === null) openAtDoor();
    else openInRegion(region);
    return {
      send(message) {
        if (socket?.readyState === WebSocket.OPEN) socket.send(message);
      },
      close() {
        stopWaiting();
        const before = socket;
        socket = null;
        before?.close();
      },
    };
  };
}
