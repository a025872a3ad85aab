/**
 * The terminals of a machine, behind one socket of its own. Guards: whoever can open the socket has a shell here, so it is its owner's alone
 * (0600 in a directory of 0700); it takes no network connection. Trusts its caller for who may do what: the agent, and through it the door.
 */
import type { Duplex } from "node:stream";
import { createFirstLineReader } from "#protocol/lines.ts";
import { mostTerminals, type Listed, type TerminalAnswer, type TerminalRequest } from "#protocol/terminal.ts";
import type { Defaults } from "./defaults.ts";
import { longestRequestBytes, readRequest } from "./request.ts";
import { findProgram, type Environment } from "./shell.ts";
import { openTerminal, type Terminal } from "./terminal.ts";

export interface Host {
  /** Serves one connection. */
  serve(stream: Duplex): void;
  /** Terminals that run. */
  count(): number;
  close(): void;
}

/** How often what runs in the foreground is looked at, and the least time between two words to who watches. ms */
const lookEveryMs = 1_000;
/** Ended terminals are kept for a day, for who was away, and no more than some. */
const keptMs = 24 * 60 * 60 * 1000;
const mostEnded = 16;
/** Who asks for nothing is not waited for, ms. */
const requestWithinMs = 10_000;

/** `findDefaults`: for a new terminal; throws an Error with one line. */
export function openHost({ env, findDefaults = () => ({}) }: { env: Environment; findDefaults?: () => Defaults }): Host {
  const terminals = new Map<string, Terminal>();
  const watchers = new Set<Duplex>();
  /** Ended on purpose: nobody waits to hear how. */
  const unwanted = new WeakSet<Terminal>();
  let isChanged = false;
  let timer: NodeJS.Timeout | null = null;

  const tell = () => {
    timer = null;
    if (!isChanged) return;
    isChanged = false;
    const line = `${JSON.stringify(list())}\n`;
    for (const watcher of watchers) if (!watcher.writableNeedDrain) watcher.write(line);
    timer = setTimeout(tell, lookEveryMs);
  };
  /** At once the first time, then as often as that is worth telling. */
  const changed = () => {
    isChanged = true;
    timer ??= setTimeout(tell, 0);
  };
  const list = (): Listed => ({ now: Date.now(), terminals: [...terminals.values()].map(({ fact }) => fact) });
  const forget = (terminal: Terminal) => {
    if (terminals.delete(terminal.fact.id)) terminal.closeOnceTold();
    changed();
  };
  const onEnd = (terminal: Terminal) => {
    const { fact } = terminal;
    changed();
    // Whoever looks at it has seen how it ended.
    if (unwanted.has(terminal) || (fact.viewers > 0 && fact.ended?.exitCode === 0)) return void setImmediate(forget, terminal);
    setTimeout(forget, keptMs, terminal).unref();
    const ended = [...terminals.values()].filter((each) => each.fact.ended !== null);
    for (const each of ended.slice(0, Math.max(0, ended.length - mostEnded))) forget(each);
  };
  const looking = setInterval(() => {
    for (const terminal of terminals.values()) terminal.look();
  }, lookEveryMs).unref();

  const create = ({ command, cwd, name, columns, rows }: Extract<TerminalRequest, { type: "create" }>): TerminalAnswer => {
    const running = [...terminals.values()].filter(({ fact }) => fact.ended === null).length;
    if (running >= mostTerminals)
      return { ok: false, code: "too_many", detail: `There are ${mostTerminals} terminals on this machine already. End one.` };
    try {
      const { shell, directory } = findDefaults();
      const where = cwd ?? directory;
      const program = findProgram(
        { ...(command !== undefined && { command }), ...(where !== undefined && { cwd: where }), ...(shell !== undefined && { shell }) },
        env,
      );
      const terminal = openTerminal(program, { name: name ?? null, columns, rows, onChange: changed, onEnd: () => onEnd(terminal) });
      terminals.set(terminal.fact.id, terminal);
      changed();
      return { ok: true, terminal: terminal.fact };
    } catch (error) {
      return { ok: false, code: "failed", detail: error instanceof Error ? error.message : "The terminal did not start." };
    }
  };
  const answer = (request: TerminalRequest, stream: Duplex, say: (answer: TerminalAnswer) => void) => {
    if (request.type === "create") return say(create(request));
    if (request.type === "watch") {
      watchers.add(stream);
      stream.once("close", () => watchers.delete(stream));
      stream.resume();
      return stream.write(`${JSON.stringify(list())}\n`);
    }
    const terminal = terminals.get(request.terminal);
    if (!terminal)
      return say({ ok: false, code: "not_found", detail: "There is no such terminal: it was ended, or its machine restarted." });
    if (request.type === "rename") terminal.rename(request.name);
    if (request.type === "end" && terminal.fact.ended) forget(terminal);
    else if (request.type === "end") {
      unwanted.add(terminal);
      terminal.end();
    }
    say({ ok: true, terminal: terminal.fact });
    if (request.type === "attach") terminal.attach(stream, request);
  };

  return {
    serve(stream) {
      stream.on("error", () => stream.destroy());
      const patience = setTimeout(() => stream.destroy(), requestWithinMs);
      stream.once("close", () => clearTimeout(patience));
      readLine(stream, (line) => {
        clearTimeout(patience);
        const request = line === null ? null : readRequest(line);
        const say = (said: TerminalAnswer) => void stream.write(`${JSON.stringify(said)}\n`);
        if (request) answer(request, stream, say);
        else say({ ok: false, code: "bad_request", detail: "This is no request for a terminal." });
        if (request?.type !== "attach" && request?.type !== "watch") stream.end();
      });
    },
    count: () => [...terminals.values()].filter(({ fact }) => fact.ended === null).length,
    close() {
      clearInterval(looking);
      if (timer) clearTimeout(timer);
      for (const terminal of terminals.values()) terminal.close();
      for (const watcher of watchers) watcher.destroy();
    },
  };
}

/** Gives the first line, null for one that is too long; what came behind it stays in the stream. */
function readLine(stream: Duplex, give: (line: string | null) => void): void {
  const read = createFirstLineReader(longestRequestBytes);
  const hear = (chunk: Buffer) => {
    const first = read(chunk);
    if (!first) return;
    stream.off("data", hear).off("end", hang);
    stream.pause();
    if (first.kind === "too_long") return give(null);
    if (first.behind.length > 0) stream.unshift(first.behind);
    give(first.line);
  };
  const hang = () => void stream.destroy(); // gone without having asked for anything
  stream.on("data", hear).once("end", hang);
}
