import type { TerminalView } from "#protocol/api.ts";
import type { End } from "#protocol/terminal.ts";
import { sayDuration } from "#ui/time/say-time.ts";

/** What a person knows it by: the name they gave it, what its program calls it, or the program. */
export function sayTerminal({ name, title, command }: Pick<TerminalView, "name" | "title" | "command">): string {
  return name ?? (title.trim() || command || "Terminal");
}

/** Beside its name: the program, when the name does not say it already. */
export function sayProgram(terminal: Pick<TerminalView, "name" | "title" | "command">): string | null {
  const { command, title } = terminal;
  const shown = sayTerminal(terminal);
  const more = terminal.name === null ? command : title.trim() || command;
  return more === "" || more === shown ? null : more;
}

/** "active now", "idle 3 min". Both in milliseconds since the epoch. */
export function sayIdle(activeAt: number, now: number): string {
  const idleMs = now - activeAt;
  return idleMs < 60_000 ? "active now" : `idle ${sayDuration(idleMs)}`;
}

/** "ended", "ended (exit 1)", "ended (SIGKILL)". */
export function sayEnd({ exitCode, signal }: End): string {
  if (signal !== null && signal !== "") return `ended (${signal})`;
  return exitCode === null || exitCode === 0 ? "ended" : `ended (exit ${exitCode})`;
}

/** "open here", "open in 2 places", with its size; null when nobody looks at it. */
export function sayViewers({ viewers, columns, rows }: Pick<TerminalView, "viewers" | "columns" | "rows">): string | null {
  if (viewers === 0) return null;
  return `${viewers === 1 ? "open in 1 place" : `open in ${viewers} places`}, ${columns}×${rows}`;
}

/** The one that a person means by "the terminal" of a machine: it runs, and was used last. */
export function findLatest(terminals: readonly TerminalView[], workspaceId: string): TerminalView | null {
  const running = terminals.filter((terminal) => terminal.workspaceId === workspaceId && !terminal.ended);
  return running.reduce<TerminalView | null>((latest, each) => (latest && latest.activeAt >= each.activeAt ? latest : each), null);
}

/** In an order that does not move while they are used: the oldest first, those that have ended last. */
export function inOrder(terminals: readonly TerminalView[]): TerminalView[] {
  const rank = ({ ended }: TerminalView) => (ended ? 1 : 0);
  return [...terminals].sort((one, other) => rank(one) - rank(other) || one.createdAt.localeCompare(other.createdAt));
}
