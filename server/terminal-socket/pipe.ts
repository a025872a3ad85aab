/** Bytes between a viewer's WebSocket and its terminal, as they come. What is full holds back the other side; nothing is parsed, nothing kept. */
import type { Duplex } from "node:stream";
import { messageKinds } from "#protocol/terminal.ts";
import type { WebSocket } from "ws";

/** Waiting for the browser's network: above the first the terminal waits, below the second it goes on. Bytes. */
const mostWaitingBytes = 256 * 1024;
const fewWaitingBytes = 64 * 1024;

export interface TerminalPipe {
  /** From here on not a byte passes, either way. */
  cut(): void;
}

export interface PipeEvents {
  /** A person has typed. Called for each message with input. */
  onTyped(): void;
  /** `ended`: the terminal has said its last word. `lost`: the connection to its machine broke. Called once, and not after `cut`. */
  onOver(how: "ended" | "lost"): void;
  /** The browser sent what is no message of a terminal. */
  onBroken(): void;
}

/** Resumes the WebSocket, which may have been paused until its terminal was there. */
export function pipeTerminal(webSocket: WebSocket, stream: Duplex, { onTyped, onOver, onBroken }: PipeEvents): TerminalPipe {
  let isOpen = true;
  const cut = () => {
    isOpen = false;
    stream.destroy();
  };
  const over = (how: "ended" | "lost") => {
    if (!isOpen) return;
    cut();
    onOver(how);
  };
  const sent = () => {
    if (isOpen && stream.isPaused() && webSocket.bufferedAmount <= fewWaitingBytes) stream.resume();
  };
  stream.on("data", (chunk: Buffer) => {
    if (!isOpen || webSocket.readyState !== webSocket.OPEN) return;
    webSocket.send(chunk, { binary: true }, sent);
    if (webSocket.bufferedAmount > mostWaitingBytes) stream.pause();
  });
  stream.on("drain", () => webSocket.resume());
  stream.on("end", () => over("ended"));
  stream.on("error", () => over("lost"));
  stream.on("close", () => over("lost"));
  // It may have broken before anybody listened here.
  if (stream.destroyed) over("lost");
  webSocket.on("message", (data: Buffer, isBinary: boolean) => {
    if (!isOpen) return;
    if (!isBinary) {
      cut();
      return onBroken();
    }
    // A look at the kind, if the message begins with one: what a page sends by itself, such as how far it has read, is nobody's use.
    if (data[0] === messageKinds.input) onTyped();
    if (!stream.write(data)) webSocket.pause();
  });
  webSocket.on("close", cut);
  webSocket.resume();
  return { cut };
}
