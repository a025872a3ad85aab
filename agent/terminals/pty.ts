/** A PTY with a program in it: bytes in and out, with an account of what waits, and no output lost at the end. */
import { readSync } from "node:fs";
import type { Socket } from "node:net";
import { spawn } from "@lydell/node-pty";
import type { End } from "#protocol/terminal.ts";
import type { Program } from "./shell.ts";
import { nameSignal } from "./signals.ts";

export interface Pty {
  write(data: string | Uint8Array): void;
  /** Typed and not read by the program. */
  readonly unreadBytes: number;
  /** Calls once the program has read what was typed. */
  onceRead(heard: () => void): void;
  resize(columns: number, rows: number): void;
  /** Holds the program up, once the system's own buffer is full. */
  pause(): void;
  resume(): void;
  kill(signal: "SIGHUP" | "SIGKILL"): void;
  /** The program in the foreground. */
  readonly foreground: string;
}

export function openPty(
  program: Program,
  { columns, rows, onData, onExit }: { columns: number; rows: number; onData: (bytes: Uint8Array) => void; onExit: (end: End) => void },
): Pty {
  const pty = spawn(program.file, program.args, { ...program, name: "xterm-256color", cols: columns, rows, encoding: null });
  // Its types hide the socket under it, which alone knows what waits. On Windows there is none.
  const socket = (pty as unknown as { _socket?: Socket })._socket;
  // Declared as text, given as bytes: no encoding was asked for.
  pty.onData((data) => onData(data as unknown as Uint8Array));
  if (socket) readAllBeforeHangingUp(socket, pty as unknown as { fd: number }, onData);
  pty.onExit(({ exitCode, signal }) => onExit(signal ? { exitCode: null, signal: nameSignal(signal) } : { exitCode, signal: null }));
  return {
    // Bytes as they are: the report of a mouse may be no UTF-8.
    write: (data) => pty.write(data as string),
    get unreadBytes() {
      return socket?.writableLength ?? 0;
    },
    onceRead: (heard) => (socket?.writableNeedDrain ? void socket.once("drain", heard) : heard()),
    resize: (newColumns, newRows) => pty.resize(newColumns, newRows),
    pause: () => pty.pause(),
    resume: () => pty.resume(),
    kill: (signal) => pty.kill(signal),
    get foreground() {
      return pty.process;
    },
  };
}

/**
 * What a program has left behind is read before the PTY is closed. libuv takes the first short read after the program's end for the end of all
 * output, and of a PTY every read is short (uv__stream_io, POLLHUP); node-pty closes what it has not read 200 ms after the end.
 */
function readAllBeforeHangingUp(socket: Socket, { fd }: { fd: number }, onData: (bytes: Uint8Array) => void): void {
  const hangUp = socket.destroy.bind(socket);
  socket.destroy = (error) => {
    socket.destroy = hangUp;
    const kept = socket.read() as Buffer | null; // read, but held up
    if (kept) onData(kept);
    for (let rest = readNow(fd); rest; rest = readNow(fd)) onData(rest);
    return hangUp(error);
  };
}

/** Null: there is nothing, or no other end any more. */
function readNow(fd: number): Uint8Array | null {
  const bytes = new Uint8Array(64 * 1024);
  try {
    const length = readSync(fd, bytes);
    return length === 0 ? null : bytes.subarray(0, length);
  } catch {
    return null;
  }
}
