/** Asks the terminals of a machine: one line there, one line back. */
import type { Duplex } from "node:stream";
import { createFirstLineReader } from "#protocol/lines.ts";
import type { TerminalFact, TerminalRequest } from "#protocol/terminal.ts";
import { AppError, isAppError } from "../../errors.ts";
import type { Viewing } from "../../workspaces.ts";
import { parseAnswer } from "./fact.ts";
import { requireSize } from "./input.ts";

const longestAnswerBytes = 64 * 1024;
/** A machine on which none run yet starts them first. */
const patienceMs = 20_000;

/** A machine on which terminals can be asked for. */
export interface TerminalHost {
  /** Its errors have the codes of Node's sockets. May throw them. */
  openTerminals(): Duplex;
}

/**
 * The answer, and the stream it came on, from which nothing beyond it has been read. Throws `bad_request`, `not_found`,
 * `too_many_terminals`, `terminal_failed`, and `workspace_offline` when the machine was lost meanwhile.
 */
export async function askTerminals(
  host: TerminalHost | null,
  request: TerminalRequest,
): Promise<{ terminal: TerminalFact | null; stream: Duplex }> {
  if (!host) throw new AppError("workspace_offline");
  let stream: Duplex | undefined;
  try {
    stream = host.openTerminals();
    // For as long as it lives: whoever takes it over listens for its end, and an error without a listener ends the process.
    stream.on("error", () => undefined);
    const reading = readLine(stream);
    stream.write(`${JSON.stringify(request)}\n`);
    const answer = parseAnswer(await reading);
    if (!answer) throw new AppError("terminal_failed", { detail: "The machine answered what this door does not understand." });
    if (answer.ok) return { terminal: answer.terminal ?? null, stream };
    throw refusal(answer.code, answer.detail);
  } catch (error) {
    stream?.destroy();
    throw isAppError(error) ? error : explain(error);
  }
}

/** The stream of a viewer: messages of protocol/terminal.ts both ways. `terminal`: its machine's own id for it. Throws as `askTerminals`, and `bad_request`. */
export async function attachTo(host: TerminalHost | null, terminal: string, { viewer, offset, ...size }: Viewing): Promise<Duplex> {
  return (await askTerminals(host, { type: "attach", terminal, viewer, ...requireSize(size), offset })).stream;
}

/** The first line of a stream. What follows it stays in the stream. */
function readLine(stream: Duplex): Promise<string> {
  return new Promise((resolve, reject) => {
    const read = createFirstLineReader(longestAnswerBytes);
    const settle = (settled: () => void) => {
      clearTimeout(timer);
      stream.off("readable", onReadable).off("error", onError).off("close", onClose).off("end", onClose);
      settled();
    };
    const onReadable = () => {
      for (let chunk = stream.read() as Buffer | null; chunk !== null; chunk = stream.read() as Buffer | null) {
        const first = read(chunk);
        if (!first) continue;
        if (first.kind === "too_long") return settle(() => reject(new AppError("terminal_failed")));
        return settle(() => {
          if (first.behind.length > 0) stream.unshift(first.behind);
          resolve(first.line);
        });
      }
    };
    const onError = (error: Error) => settle(() => reject(error));
    const onClose = () => settle(() => reject(new AppError("terminal_failed", { detail: "The machine hung up." })));
    const timer = setTimeout(
      () => settle(() => reject(new AppError("terminal_failed", { detail: "The machine does not answer." }))),
      patienceMs,
    );
    stream.on("readable", onReadable).on("error", onError).on("close", onClose).on("end", onClose);
  });
}

function refusal(code: "bad_request" | "not_found" | "too_many" | "failed", detail: string): AppError {
  if (code === "not_found") return noTerminal();
  if (code === "too_many") return new AppError("too_many_terminals", { detail: "End one of them first." });
  return new AppError(code === "failed" ? "terminal_failed" : code, { detail: detail.slice(0, 500) });
}

export function noTerminal(): AppError {
  return new AppError("not_found", { detail: "There is no such terminal: it was ended, or its machine was restarted." });
}

/** The stream failed. A tunnel that is gone resets it; an agent from before there were terminals refuses it. */
function explain(error: unknown): AppError {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "ECONNRESET" || code === "EPIPE") return new AppError("workspace_offline", {}, error);
  const detail = code === "EACCES" ? "The agent there knows no terminals: upgrade it." : "The terminals of this machine do not answer.";
  return new AppError("terminal_failed", { detail }, error);
}
