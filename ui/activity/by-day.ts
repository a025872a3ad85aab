import type { ActivityView } from "#protocol/api.ts";
import { sayDay } from "#ui/time/say-time.ts";

export interface Day {
  title: string;
  activity: ActivityView[];
}

/** Parts a list, newest first, at every midnight of the person's own zone. `now`: ms since the epoch. */
export function byDay(activity: readonly ActivityView[], now: number): Day[] {
  const days: Day[] = [];
  for (const each of activity) {
    // The door's clock may be ahead of this one: nothing was done tomorrow.
    const title = sayDay(Math.min(Date.parse(each.at), now), now);
    const last = days.at(-1);
    if (last?.title === title) last.activity.push(each);
    else days.push({ title, activity: [each] });
  }
  return days;
}

/** Two lists as one, newest first, each entry once. */
export function joinActivity(one: readonly ActivityView[], other: readonly ActivityView[]): ActivityView[] {
  const known = new Map([...one, ...other].map((each) => [each.id, each]));
  return [...known.values()].sort((a, b) => b.at.localeCompare(a.at) || b.id.localeCompare(a.id));
}
