/** The first line of a connection to the terminals of a machine, read strictly: it comes from the door, but the machine is this one. */
import { maxColumns, maxRows, type TerminalRequest } from "#protocol/terminal.ts";

export const longestText = 4096;
export const longestName = 60;
/** A request is one line of at most this. */
export const longestRequestBytes = 16 * 1024;

/** Null for what is no request. */
export function readRequest(line: string): TerminalRequest | null {
  let given: unknown;
  try {
    given = JSON.parse(line);
  } catch {
    return null;
  }
  if (typeof given !== "object" || given === null) return null;
  const { type, terminal, viewer, columns, rows, offset, command, cwd, name } = given as Record<string, unknown>;
  if (type === "watch") return { type };
  if (type === "end") return isText(terminal) ? { type, terminal } : null;
  if (type === "rename") return isText(terminal) && (name === null || isName(name)) ? { type, terminal, name } : null;
  if (!isCount(columns, 2, maxColumns) || !isCount(rows, 2, maxRows)) return null;
  if (type === "attach") {
    const goesOn = offset === null || isCount(offset, 0, Number.MAX_SAFE_INTEGER);
    return isText(terminal) && isText(viewer) && viewer.length <= 64 && goesOn ? { type, terminal, viewer, columns, rows, offset } : null;
  }
  if (type !== "create" || !isOptional(command, isText) || !isOptional(cwd, isText) || !isOptional(name, isName)) return null;
  return {
    type,
    columns,
    rows,
    ...(command !== undefined && { command }),
    ...(cwd !== undefined && { cwd }),
    ...(name !== undefined && { name }),
  };
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value.length > 0 && value.length <= longestText && !value.includes("\0");
}

function isName(value: unknown): value is string {
  return isText(value) && value.length <= longestName && !/\p{Cc}/u.test(value);
}

function isOptional<Value>(value: unknown, is: (value: unknown) => value is Value): value is Value | undefined {
  return value === undefined || is(value);
}

function isCount(value: unknown, least: number, most: number): value is number {
  return typeof value === "number" && Number.isInteger(value) && value >= least && value <= most;
}
