/**
 * The live socket of a page: hears at once that something changed, or that the session ended. It is a shortcut and never the truth: whatever
 * it says, and whenever it is not there, the API is asked.
 */
import { closeCodes, type LiveMessage } from "#protocol/api.ts";
import { page } from "./page.ts";

export interface LiveEvents {
  /** The door runs this build of the pages. */
  onHello(buildId: string): void;
  onChanged(what: Extract<LiveMessage, { type: "changed" }>["what"]): void;
  /** Asks the API whether the session is alive; that call itself leaves for the sign-in screen when it is not. */
  verify(): Promise<void>;
}

/** While the API answers but the socket does not come, asking it this often keeps the promise of 5 seconds. */
const mostWhileOnlineMs = 4_000;
const mostMs = 30_000;
/** A socket that slept this long may be dead without knowing. */
const sleptTooLongMs = 60_000;

export interface Live {
  /** Tries at once, for example because the network is back. */
  reconnect(): void;
  close(): void;
}

/** Keeps a socket open; a page that is not visible does not bring a lost one back until it is. */
export function openLive(events: LiveEvents): Live {
  let socket: WebSocket | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let failures = 0;
  let hiddenAt = Date.now();
  let closed = false;

  const connect = () => {
    clearTimeout(timer);
    if (closed || socket || document.hidden) return;
    const opening = new WebSocket(`${location.origin.replace(/^http/, "ws")}/api/v1/live`);
    socket = opening;
    opening.onmessage = ({ data }) => {
      failures = 0;
      hear(parseMessage(data), events);
    };
    opening.onclose = ({ code }) => {
      if (socket !== opening) return;
      socket = null;
      if (!closed && !page.leaving.get()) void comeBack(code === closeCodes.sessionEnded);
    };
  };

  const comeBack = async (isOver: boolean) => {
    // A refused handshake says nothing to a page, and an ended session only its code: the API knows the rest.
    await events.verify().catch(() => {});
    if (closed || socket || page.leaving.get()) return;
    // Without a connection there is no use in trying: whoever looks out for it calls `reconnect`.
    if (page.connection.get().state !== "online") return;
    if (isOver) failures++;
    timer = setTimeout(connect, waitMs(failures++, true));
  };

  const reconnect = () => {
    const before = socket;
    socket = null;
    before?.close();
    failures = 0;
    connect();
  };

  const onVisibility = () => {
    if (document.hidden) hiddenAt = Date.now();
    else if (!socket || Date.now() - hiddenAt > sleptTooLongMs) reconnect();
  };

  document.addEventListener("visibilitychange", onVisibility);
  connect();
  return {
    reconnect,
    close() {
      closed = true;
      clearTimeout(timer);
      document.removeEventListener("visibilitychange", onVisibility);
      socket?.close();
    },
  };
}

/** Doubling from half a second, with half of it by chance: a thousand pages must not come back in one moment. ms. */
export function waitMs(failures: number, online: boolean, chance: () => number = Math.random): number {
  const wait = Math.min(online ? mostWhileOnlineMs : mostMs, 500 * 2 ** failures);
  return wait / 2 + (wait / 2) * chance();
}

function hear(message: LiveMessage | null, events: LiveEvents): void {
  if (message?.type === "hello") events.onHello(message.buildId);
  if (message?.type === "changed") events.onChanged(message.what);
}

function parseMessage(data: unknown): LiveMessage | null {
  try {
    return JSON.parse(String(data)) as LiveMessage;
  } catch {
    return null;
  }
}
