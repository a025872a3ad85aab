/** What a command says when it cannot go on: one or two sentences that tell what to do, and the exit code. */
export class CommandError extends Error {
  override readonly name = "CommandError";
  readonly exitCode: 1 | 2 | 77;
  /** The HTTP status, when it was a door that said no. */
  readonly answered: number | null;

  constructor(text: string, exitCode: 1 | 2 | 77 = 1, answered: number | null = null) {
    super(text);
    this.exitCode = exitCode;
    this.answered = answered;
  }
}

/** Ctrl-C while a question was open. */
export class Interrupt extends Error {
  override readonly name = "Interrupt";
}

export function isInterrupt(error: unknown): error is Interrupt {
  return error instanceof Interrupt;
}

/** Of an agent that its door sends away for good (EX_NOPERM of sysexits.h): what keeps it running should not start it again. */
export const refusedExitCode = 77;
