/**
 * What was done through this door and its machine has not told yet: a list says it a second later at most, and whoever did it looks at once,
 * perhaps at another replica.
 */
import { z } from "zod";
import type { TerminalFact } from "#protocol/terminal.ts";
import type { Clock } from "../../clock.ts";
import { terminalFact } from "./fact.ts";

export interface RecentChanges {
  opened(place: string, fact: TerminalFact): void;
  renamed(place: string, id: string, name: string | null): void;
  ended(place: string, id: string): void;
  /** Changes as another replica gave them to `tell`. What is none is passed over. */
  heard(given: readonly unknown[]): void;
  /** What the machine told, and what it is about to tell. */
  apply(place: string, told: TerminalFact[]): TerminalFact[];
}

const tellsWithinMs = 3_000;

const which = z.object({ place: z.string(), id: z.string() });
const aChange = z.union([
  which.extend({ opened: terminalFact }),
  which.extend({ name: z.string().nullable() }),
  which.extend({ ended: z.literal(true) }),
]);
type Change = z.infer<typeof aChange>;

/** `place`: a machine. `tell`: says a change to the other replicas. */
export function createRecentChanges(clock: Clock, tell: (change: unknown) => void): RecentChanges {
  let changes: (Change & { at: number })[] = [];
  const add = (change: Change) => {
    const now = clock();
    changes = [...changes.filter(({ at }) => now - at < tellsWithinMs), { ...change, at: now }];
  };
  const did = (change: Change) => {
    add(change);
    tell(change);
  };
  return {
    opened: (place, opened) => did({ place, id: opened.id, opened }),
    renamed: (place, id, name) => did({ place, id, name }),
    ended: (place, id) => did({ place, id, ended: true }),
    heard(given) {
      for (const each of given) {
        const { data } = aChange.safeParse(each);
        if (data) add(data);
      }
    },
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
