/** Questions to the person at the terminal, on stderr: stdout is for answers that another program may read. */
import { createInterface } from "node:readline";
import { Writable } from "node:stream";
import { CommandError, Interrupt } from "./command-error.ts";

/** Asks and shows what is typed. Throws CommandError (exit 2) naming `flag` when nobody is there to answer. */
export async function ask(question: string, flag: string): Promise<string> {
  if (!process.stdin.isTTY) throw new CommandError(`Give ${flag}: nobody is at the terminal to ask.`, 2);
  const answer = (await readLine(question, false)).trim();
  if (answer === "") throw new CommandError(`Give ${flag}.`, 2);
  return answer;
}

/**
 * The password: the first line of stdin with `--password-stdin`, else asked for without showing it. `repeated`: asked twice, for a new one.
 * Throws CommandError (exit 2).
 */
export async function readPassword({
  fromStdin,
  question,
  repeated,
}: {
  fromStdin: boolean;
  question: string;
  repeated: boolean;
}): Promise<string> {
  if (fromStdin) return firstLine();
  if (!process.stdin.isTTY)
    throw new CommandError("Nobody is at the terminal to ask for the password; pipe it in with --password-stdin.", 2);
  const password = await readLine(question, true);
  if (password === "") throw new CommandError("No password was given.", 2);
  if (repeated && (await readLine("Once more: ", true)) !== password)
    throw new CommandError("The two passwords differ; nothing was changed.", 2);
  return password;
}

async function firstLine(): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(Buffer.from(chunk as Uint8Array));
  const password = Buffer.concat(chunks).toString("utf8").split(/\r?\n/, 1)[0] ?? "";
  if (password === "") throw new CommandError("--password-stdin found nothing on stdin; the first line is the password.", 2);
  return password;
}

/** One line from the terminal; hidden: readline edits it, and what it would show goes nowhere. */
function readLine(question: string, hidden: boolean): Promise<string> {
  const output = hidden ? new Writable({ write: (_chunk, _encoding, done) => done() }) : process.stderr;
  const lines = createInterface({ input: process.stdin, output, terminal: true, historySize: 0, prompt: question });
  lines.prompt();
  // Only now: the terminal has stopped showing what is typed.
  if (hidden) process.stderr.write(question);
  return new Promise((resolve, reject) => {
    lines.once("line", (line) => {
      if (hidden) process.stderr.write("\n");
      resolve(line);
      lines.close();
    });
    lines.once("SIGINT", () => {
      process.stderr.write("\n");
      lines.close();
    });
    // Ctrl-C, Ctrl-D, or the terminal has gone.
    lines.once("close", () => reject(new Interrupt()));
  });
}
