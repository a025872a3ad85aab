/** What a person may say of a terminal, checked. Throws `bad_request` with the field. */
import type { NewTerminal } from "#protocol/api.ts";
import { maxColumns, maxRows } from "#protocol/terminal.ts";
import { findTextProblem } from "#protocol/text.ts";
import { AppError } from "../../errors.ts";

const longestText = 4_096;
const longestName = 60;
/** Below this no program draws anything. */
const leastSize = 2;

export interface TerminalSize {
  columns: number;
  rows: number;
}

/** How large a terminal is before anybody has looked at it. */
const usualSize: TerminalSize = { columns: 80, rows: 24 };

export function requireNewTerminal({ command, cwd, name, columns, rows }: NewTerminal): NewTerminal & TerminalSize {
  return {
    ...(command !== undefined && { command: requireText("command", command) }),
    ...(cwd !== undefined && { cwd: requireText("cwd", cwd) }),
    ...(name !== undefined && { name: requireName(name) }),
    ...requireSize({ columns: columns ?? usualSize.columns, rows: rows ?? usualSize.rows }),
  };
}

export function requireName(given: string): string {
  const name = given.trim().normalize("NFC");
  if (name === "" || name.length > longestName || findTextProblem(name) !== null) {
    throw refuse("name", `Give a name of 1 to ${longestName} printable characters.`);
  }
  return name;
}

export function requireSize({ columns, rows }: TerminalSize): TerminalSize {
  if (!Number.isInteger(columns) || columns < leastSize || columns > maxColumns)
    throw refuse("columns", `Columns are from ${leastSize} to ${maxColumns}.`);
  if (!Number.isInteger(rows) || rows < leastSize || rows > maxRows) throw refuse("rows", `Rows are from ${leastSize} to ${maxRows}.`);
  return { columns, rows };
}

function requireText(field: "command" | "cwd", text: string): string {
  if (text.trim() === "" || text.length > longestText || text.includes("\0")) {
    throw refuse(field, `Give 1 to ${longestText} characters, or leave it out.`);
  }
  return text;
}

function refuse(field: string, detail: string): AppError {
  return new AppError("bad_request", { field, detail });
}
