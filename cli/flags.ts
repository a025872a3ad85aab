import { nearest } from "#server/config.ts";
import { CommandError } from "./command-error.ts";

/** A flag of a command. `value`: what stands for the value in help; null for a switch. */
export interface Flag {
  readonly name: string;
  readonly value: string | null;
  readonly help: string;
}

export interface Asked {
  /** The value of a flag, trimmed; undefined when it was not given. */
  value(name: string): string | undefined;
  isOn(name: string): boolean;
  /** What is no flag, in order. */
  readonly rest: readonly string[];
}

/** Reads `--name value`, `--name=value` and switches. Throws CommandError (exit 2) for an unknown flag, a missing value or a word too many. */
export function parseFlags(argv: readonly string[], flags: readonly Flag[], { mostWords = 0 }: { mostWords?: number } = {}): Asked {
  const values = new Map<string, string>();
  const rest: string[] = [];
  const left = [...argv];
  for (let argument = left.shift(); argument !== undefined; argument = left.shift()) {
    if (argument === "--") {
      rest.push(...left.splice(0));
    } else if (argument.startsWith("-") && argument !== "-") {
      const [name = "", ...value] = argument.split("=");
      values.set(requireFlag(name, flags).name, valueOf(requireFlag(name, flags), value.length > 0 ? value.join("=") : null, left));
    } else rest.push(argument);
  }
  const tooMuch = rest[mostWords];
  if (tooMuch !== undefined) throw new CommandError(`${JSON.stringify(tooMuch)} is not expected here; --help shows how it is used.`, 2);
  return { value: (name) => values.get(name), isOn: (name) => values.get(name) === "true", rest };
}

/** Rows of a help section. */
export function helpRows(flags: readonly Flag[]): [string, string][] {
  return flags.map(({ name, value, help }) => [`--${name}${value === null ? "" : ` <${value}>`}`, help]);
}

function requireFlag(text: string, flags: readonly Flag[]): Flag {
  const found = flags.find(({ name }) => `--${name}` === text);
  if (found) return found;
  const meant = nearest(
    text,
    flags.map(({ name }) => `--${name}`),
  );
  throw new CommandError(`${text} is no flag of this command; ${meant ? `did you mean ${meant}?` : "--help lists all."}`, 2);
}

function valueOf({ name, value: placeholder }: Flag, given: string | null, left: string[]): string {
  if (placeholder === null) {
    if (given === null || given === "true" || given === "false") return given ?? "true";
    throw new CommandError(`--${name} takes no value.`, 2);
  }
  const value = given ?? (left[0]?.startsWith("--") ? undefined : left.shift());
  if (value === undefined || value.trim() === "") throw new CommandError(`--${name} needs a value: --${name} <${placeholder}>.`, 2);
  return value.trim();
}
