/**
 * The command line. Finds the verb, loads only its file, and turns what it throws into one line and an exit code:
 * 0 fine, 1 failed, 2 asked in a way we do not understand, 77 an agent whom its door sends away, 130 interrupted.
 */
import { CommandError, isInterrupt } from "./command-error.ts";
import { overview } from "./overview.ts";
import { findVerb, verbs } from "./verbs.ts";

process.stdout.on("error", endQuietly);
process.exitCode = await run(process.argv.slice(2));

async function run(argv: readonly string[]): Promise<number> {
  try {
    return await dispatch(argv);
  } catch (error) {
    if (isInterrupt(error)) return 130;
    const { exitCode, text } = await explain(error);
    process.stderr.write(`${text}\n`);
    return exitCode;
  }
}

async function dispatch([first, ...rest]: readonly string[]): Promise<number> {
  if (first === "--version" || first === "-v" || first === "version") {
    const { version } = await import("#package.json");
    return print(`latchkey ${version}`);
  }
  if (first === undefined || first === "--help" || first === "-h" || (first === "help" && rest.length === 0)) {
    print(overview());
    return first === undefined ? 2 : 0;
  }
  const asksForHelp = first === "help" || rest.includes("--help") || rest.includes("-h");
  const name = first === "help" ? (rest[0] ?? "") : first;
  const verb = findVerb(name);
  if (!verb) throw await unknownVerb(name);
  const { help, run } = await verb.load();
  return asksForHelp ? print(help()) : run(rest);
}

async function unknownVerb(name: string): Promise<CommandError> {
  const { nearest } = await import("#server/config.ts");
  const meant = nearest(
    name,
    verbs.map((verb) => verb.name),
  );
  const hint = meant && !name.startsWith("-") ? `Did you mean "latchkey ${meant}"?` : `"latchkey --help" lists all commands.`;
  return new CommandError(`There is no command ${JSON.stringify(name.slice(0, 40))}. ${hint}`, 2);
}

async function explain(error: unknown): Promise<{ exitCode: number; text: string }> {
  if (error instanceof CommandError) return { exitCode: error.exitCode, text: `latchkey: ${error.message}` };
  const [{ isConfigError }, { isAppError }] = await Promise.all([import("#server/config.ts"), import("#server/errors.ts")]);
  if (isConfigError(error)) return { exitCode: 2, text: `latchkey: ${error.message}` };
  if (isAppError(error) && error.code === "unavailable")
    return { exitCode: 1, text: `latchkey: The database is not answering${causeOf(error)}.` };
  if (isAppError(error) && error.code !== "internal")
    return { exitCode: error.code === "bad_request" ? 2 : 1, text: `latchkey: ${error.message}` };
  return { exitCode: 1, text: `latchkey: ${error instanceof Error ? explainFailure(error) : String(error)}` };
}

/** A plain Error was made to be read; anything else (TypeError …) is a fault of ours and comes with its stack, for a bug report. */
function explainFailure(error: NodeJS.ErrnoException): string {
  if (error.syscall === "listen" && error.code === "EADDRINUSE")
    return "The port is taken; end what listens there, or give another --http-address.";
  if (error.syscall === "listen" && error.code === "EACCES")
    return "This user may not listen on that port; give one above 1023 in --http-address.";
  if (error.syscall === "listen" && error.code === "EADDRNOTAVAIL")
    return "This machine does not have that address; correct --http-address.";
  return error.name === "Error" ? error.message : (error.stack ?? error.message);
}

function causeOf(error: Error): string {
  return error.cause instanceof Error ? ` (${error.cause.message.replace(/\s+/g, " ").slice(0, 200)})` : "";
}

function print(text: string): number {
  process.stdout.write(`${text}\n`);
  return 0;
}

/** The reader of our output has gone (`| head`): nothing is left to say. */
function endQuietly(error: NodeJS.ErrnoException): void {
  process.exit(error.code === "EPIPE" ? 0 : 1);
}
