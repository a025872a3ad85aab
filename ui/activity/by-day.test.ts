import { expect, test } from "vitest";
import type { ActivityView } from "#protocol/api.ts";
import { byDay, joinActivity } from "./by-day.ts";

const now = new Date(2026, 10, 20, 15, 0).getTime();
const anEntry = (id: string, at: Date): ActivityView => ({
  ...{ id, at: at.toISOString(), workspaceId: "w", kind: "terminal_opened", who: "ada", device: "Firefox", subject: "vim" },
});
const inDays = (entries: readonly ActivityView[]) =>
  byDay(entries, now).map(({ title, activity }) => [title, activity.map(({ id }) => id)]);

test("a list is parted at midnight, each day with its name", () => {
  const at = (daysAgo: number, hour: number) => new Date(2026, 10, 20 - daysAgo, hour, 30);
  const entries = [at(0, 14), at(0, 0), at(1, 23), at(3, 9), at(17, 9), new Date(2025, 10, 3, 9)].map((each, index) =>
    anEntry(`${index}`, each),
  );
  expect(inDays(entries)).toEqual([
    ["Today", ["0", "1"]],
    ["Yesterday", ["2"]],
    ["Tuesday", ["3"]],
    ["3 November", ["4"]],
    ["3 November 2025", ["5"]],
  ]);
});

test("what the door says was done a moment ahead of this clock was done today", () => {
  expect(inDays([anEntry("a", new Date(2026, 10, 21, 0, 1))])).toEqual([["Today", ["a"]]]);
});

test("pages that overlap are one list, newest first", () => {
  const [a, b, c] = [1, 2, 3].map((hour) => anEntry(`${hour}`, new Date(2026, 10, 20, hour))) as [ActivityView, ActivityView, ActivityView];
  expect(joinActivity([c, b], [b, a])).toEqual([c, b, a]);
  expect(joinActivity([b, a], [c])).toEqual([c, b, a]);
});
