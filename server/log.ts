/** One line per event on stderr: time, level, room, text, then facts as JSON. Secrets never come here: callers log ids, not values. */
export interface Log {
  info(text: string, facts?: Record<string, unknown>): void;
  warn(text: string, facts?: Record<string, unknown>): void;
  error(text: string, facts?: Record<string, unknown>): void;
  /** The same log with a room's name before each text. */
  room(name: string): Log;
}

/** A log that writes to `write` (stderr by default), one line per call. */
export function createLog(write: (line: string) => void = (line) => void process.stderr.write(line), room = "door"): Log {
  const line = (level: string) => (text: string, facts?: Record<string, unknown>) =>
    write(`${new Date().toISOString()} ${level} ${room}: ${text}${facts ? ` ${JSON.stringify(facts, presentFact)}` : ""}\n`);
  return { info: line("info"), warn: line("warn"), error: line("error"), room: (name) => createLog(write, name) };
}

/** Errors become their message and chain of causes: never their fields, which may hold what a driver was given. */
function presentFact(_name: string, value: unknown): unknown {
  if (!(value instanceof Error)) return value;
  return value.cause instanceof Error ? `${value.message} <- ${value.cause.message}` : value.message;
}
