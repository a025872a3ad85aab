/** A viewer as a browser is one, with a screen without glass: attaches, loses its connection, comes back. */
import type { Terminal } from "@xterm/headless";
import type { Duplex } from "node:stream";
import { onTestFinished } from "vitest";
import type { End, TerminalAnswer, TerminalFact, TerminalRequest } from "#protocol/terminal.ts";
import { createTerminalViewer, type TerminalViewer } from "#protocol/terminal-viewer.ts";
import { createReference } from "./reference.ts";
import type { TestMachine } from "./machine.ts";

export interface TestViewer {
  viewer: TerminalViewer;
  terminal: Terminal;
  /** Resolves once it is in step. */
  attach(): Promise<void>;
  cut(): void;
  /** Lines of scrollback and screen, without trailing blanks. */
  lines(): string[];
  readonly fact: TerminalFact | null;
  readonly end: End | null;
  readonly unsent: number;
  /** Output messages' bytes, in all. */
  readonly written: number;
}

/** `pace`: called with what is to be done once output is on the screen; a slow screen does it later. */
export function openViewer(machine: TestMachine, id: string, { name = crypto.randomUUID(), isStuck = false } = {}): TestViewer {
  const terminal = createReference(80, 24, 10_000);
  let [fact, end, unsent, written]: [TerminalFact | null, End | null, number, number] = [null, null, 0, 0];
  let heard: () => void = () => undefined;
  const viewer = createTerminalViewer(
    {
      write(bytes, done) {
        written += bytes.length;
        terminal.write(bytes, isStuck ? undefined : done);
      },
      reset: () => terminal.write("", () => terminal.reset()),
      resize: (columns, rows) => terminal.write("", () => terminal.resize(columns, rows)),
    },
    {
      onHello(given) {
        fact = given;
        heard();
      },
      onFacts: (given) => void (fact = given),
      onEnded: (given) => void (end = given),
      onUnsent: (bytes) => void (unsent = bytes),
    },
  );
  let stream: Duplex | null = null;
  onTestFinished(() => void stream?.destroy());
  return {
    viewer,
    terminal,
    async attach() {
      const found = machine.openTerminals();
      stream = found;
      found.on("error", () => undefined);
      const request: TerminalRequest = { type: "attach", terminal: id, viewer: name, columns: 80, rows: 24, offset: viewer.offset };
      const { rest } = await ask(found, request);
      const inStep = new Promise<void>((resolve) => (heard = resolve));
      viewer.connected((message) => void found.write(message));
      if (rest.length > 0) viewer.receive(rest);
      found.on("data", (chunk: Buffer<ArrayBuffer>) => {
        if (!viewer.receive(chunk)) found.destroy();
      });
      found.once("close", () => {
        if (stream === found) viewer.disconnected();
      });
      await inStep;
    },
    cut() {
      viewer.disconnected();
      stream?.destroy();
      stream = null;
    },
    lines() {
      const { active } = terminal.buffer;
      const all = Array.from({ length: active.length }, (_, row) => active.getLine(row)?.translateToString(true) ?? "");
      while (all.at(-1) === "") all.pop();
      return all;
    },
    get fact() {
      return fact;
    },
    get end() {
      return end;
    },
    get unsent() {
      return unsent;
    },
    get written() {
      return written;
    },
  };
}

/** Asks, and gives the answer with the bytes that came behind it. */
export async function ask(stream: Duplex, request: TerminalRequest): Promise<{ answer: TerminalAnswer; rest: Buffer<ArrayBuffer> }> {
  stream.write(`${JSON.stringify(request)}\n`);
  let read = Buffer.alloc(0);
  return new Promise((resolve, reject) => {
    const hear = (chunk: Buffer) => {
      read = Buffer.concat([read, chunk]);
      const end = read.indexOf(10);
      if (end < 0) return;
      stream.off("data", hear);
      stream.pause();
      setImmediate(() => stream.resume());
      resolve({ answer: JSON.parse(read.toString("utf8", 0, end)) as TerminalAnswer, rest: read.subarray(end + 1) });
    };
    stream.on("data", hear);
    stream.once("close", () => reject(new Error("hung up")));
  });
}

/** Opens a terminal with a command in it; gives its id. */
export async function create(machine: TestMachine, command?: string): Promise<string> {
  const stream = machine.openTerminals();
  const { answer } = await ask(stream, { type: "create", columns: 80, rows: 24, ...(command !== undefined && { command }) });
  stream.destroy();
  if (!answer.ok || !answer.terminal) throw new Error("no terminal");
  return answer.terminal.id;
}
