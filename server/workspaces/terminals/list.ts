/** The terminals of a machine as the door knows them. */
import type { Listed, TerminalFact } from "#protocol/terminal.ts";

/** Whether a list says something new. That a terminal is being used is not: it would be news every second, for every open screen. */
export function isListChanged(before: readonly TerminalFact[], after: readonly TerminalFact[]): boolean {
  const said = (facts: readonly TerminalFact[]) => JSON.stringify(facts.map(({ activeAt: _active, createdAt: _created, ...fact }) => fact));
  return said(before) !== said(after);
}

/** By the door's clock, `now`, when the list was heard: the machine's may be off. */
export function byOurClock(listed: Listed, now: number): TerminalFact[] {
  const ahead = now - listed.now;
  return listed.terminals.map((fact) => ({ ...fact, createdAt: fact.createdAt + ahead, activeAt: fact.activeAt + ahead }));
}
