/**
 * What was done through this door and its machine has not told yet: a list says it a second later at most, and whoever did it looks at once.
 */
import type { TerminalFact } from "#protocol/terminal.ts";
import type { Clock } from "../../clock.ts";

export interface RecentChanges {
  opened(place: string, fact: TerminalFact): void;
  renamed(place: string, id: string, name: string | null): void;
  ended(place: string, id: string): void;
  /** What the machine told, and what it is about to tell. */
  apply(place: string, told: TerminalFact[]): TerminalFact[];
}

const tellsWithinMs = 3_000;

type Change = { at: number; place: string; id: string } & ({ opened: TerminalFact } | { name: string | null } | { ended: true });

/** `place`: a machine. */
export function createRecentChanges(clock: Clock): RecentChanges {
  let changes: Change[] = [];
  const add = (change: Change) => {
    changes = [...changes.filter(({ at }) => change.at - at < tellsWithinMs), change];
  };
  return {
    opened: (place, opened) => add({ at: clock(), place, id: opened.id, opened }),
    renamed: (place, id, name) => add({ at: clock(), place, id, name }),
    ended: (place, id) => add({ at: clock(), place, id, ended: true }),
    apply(place, told) {
      const now = clock();
      // What a machine has told once it tells by itself from then on, its end too.
      changes = changes.filter((change) => !("opened" in change && change.place === place && told.some(({ id }) => id === change.id)));
      let facts = told;
      for (const change of changes) {
        if (change.place !== place || now - change.at >= tellsWithinMs) continue;
        if ("opened" in change) facts = [...facts, change.opened];
        else if ("ended" in change) facts = facts.filter(({ id }) => id !== change.id);
        else facts = facts.map((fact) => (fact.id === change.id ? { ...fact, name: change.name } : fact));
      }
      return facts;
    },
  };
}
