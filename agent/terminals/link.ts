/** The agent's way to the terminals of its machine: finds the process that holds them, starts it when it is needed, and knows what it holds. */
import { connect, type Socket } from "node:net";
import { Duplex } from "node:stream";
import { createLineReader } from "#protocol/lines.ts";
import type { Listed } from "#protocol/terminal.ts";
import { findSocketPath } from "./place.ts";

export interface TerminalLink {
  /** A connection to them; the process is started when it is not there. Its errors are the stream's. */
  open(): Duplex;
  /** As of now; null while there is no such process, so no terminal either. */
  list(): Listed | null;
  /** Called at every change of the list. Returns what ends that. */
  onChange(heard: () => void): () => void;
  /** Leaves them running. Who waits for the process to come up is told within moments that it does not. */
  close(): void;
}

/** How long a process may take to start on a busy machine, and how often it is tried. ms */
const startWithinMs = 15_000;
const tryEveryMs = 50;
/** One that ends at once is not started without a pause. ms */
const startAgainMs = 1_000;
/** How often a process is looked for that this one has not started. */
const lookEveryMs = 2_000;
/** A list of terminals with titles as long as they may be. */
const maxListBytes = 2 * 1024 * 1024;

/** `dir`: where the agent keeps its state. `start`: starts the process, and resolves when it has ended; it is called again only then. */
export function createTerminalLink({ dir, start }: { dir: string; start: () => Promise<void> }): TerminalLink {
  const path = findSocketPath(dir);
  const listeners = new Set<() => void>();
  let listed: Listed | null = null;
  let watching: Socket | null = null;
  let isStarted = false;
  let closed = false;

  const watch = () => {
    if (watching || closed) return;
    const socket = connect(path);
    watching = socket;
    let last: string | null = null;
    const read = createLineReader(maxListBytes, (line) => (last = line));
    socket.unref();
    socket.once("connect", () => socket.write('{"type":"watch"}\n'));
    socket.on("data", (piece: Buffer) => {
      last = null;
      const isWithin = read(piece);
      const next = last === null ? null : parse(last);
      if (next) tell(next);
      if (!isWithin) socket.destroy(); // looked for again by the clock
    });
    socket.on("error", () => undefined);
    socket.once("close", () => {
      watching = null;
      if (listed) tell(null);
    });
  };
  const tell = (next: Listed | null) => {
    listed = next;
    for (const heard of listeners) heard();
  };
  watch();
  const timer = setInterval(watch, lookEveryMs).unref();

  /** However many wait for it: fifty terminals that are asked for at once want one process. */
  const startOnce = () => {
    if (isStarted) return;
    isStarted = true;
    void start().finally(() => setTimeout(() => (isStarted = false), startAgainMs).unref());
  };
  const dial = async (): Promise<Socket> => {
    const deadline = performance.now() + startWithinMs;
    for (;;) {
      try {
        const socket = await connected(path);
        watch();
        return socket;
      } catch (error) {
        if (closed || performance.now() > deadline) throw error;
        startOnce();
        await new Promise((resolve) => setTimeout(resolve, tryEveryMs));
      }
    }
  };

  return {
    open: () => lazily(dial),
    list: () => listed,
    onChange(heard) {
      listeners.add(heard);
      return () => listeners.delete(heard);
    },
    close() {
      closed = true;
      clearInterval(timer);
      watching?.destroy();
      listeners.clear();
    },
  };
}

/** Null for what is no list: the process may be another version. */
function parse(line: string): Listed | null {
  try {
    const given = JSON.parse(line) as Partial<Listed> | null;
    return typeof given?.now === "number" && Array.isArray(given.terminals) ? (given as Listed) : null;
  } catch {
    return null;
  }
}

function connected(path: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ path, allowHalfOpen: true });
    socket.once("connect", () => {
      socket.off("error", reject);
      resolve(socket);
    });
    socket.once("error", reject);
  });
}

/** A stream that stands before its socket does. Emits `connect` once that stands. */
function lazily(dial: () => Promise<Socket>): Duplex {
  let socket: Socket | null = null;
  const stream = new Duplex({
    construct(done) {
      dial().then(
        (found) => {
          socket = found;
          found.on("data", (chunk) => {
            if (!stream.push(chunk)) found.pause();
          });
          found.once("end", () => stream.push(null));
          found.on("error", (error) => stream.destroy(error));
          found.once("close", () => stream.destroy());
          done();
          stream.emit("connect");
        },
        (error: unknown) => done(error instanceof Error ? error : new Error("The terminals do not answer.")),
      );
    },
    read: () => void socket?.resume(),
    write: (chunk, _encoding, done) => void socket?.write(chunk as Buffer, done),
    final: (done) => void socket?.end(done),
    destroy(error, done) {
      socket?.destroy();
      done(error);
    },
  });
  return stream;
}
