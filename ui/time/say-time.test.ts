import { expect, test } from "vitest";
import { sayDuration, sayLifetime, sayRelative, saySince, sayUntil, sayWait, sayWhen } from "./say-time.ts";

const day = 86_400_000;
const now = new Date(2026, 10, 20, 15, 0).getTime();

test("a past time is so long ago, rounded down, and a coming one in so long, to the nearest", () => {
  expect(sayRelative(now - 20_000, now)).toBe("just now");
  expect(sayRelative(now - 3.9 * 60_000, now)).toBe("3 min ago");
  expect(sayRelative(now - 25 * 3_600_000, now)).toBe("1 day ago");
  expect(sayRelative(now + 30 * day - 3_600_000, now)).toBe("in 30 days");
  expect(sayRelative(now + 29.4 * day, now)).toBe("in 29 days");
  expect(sayRelative(now + 23.8 * 3_600_000, now)).toBe("in 1 day");
  expect(sayRelative(now + 5_000, now)).toBe("in less than a minute");
  expect(sayRelative(now - 400 * day, now)).toBe("13 months ago");
});

test("durations use one unit", () => {
  expect([500, 59_000, 60_000, 3_600_000, day, 2 * day].map(sayDuration)).toEqual(["1 s", "59 s", "1 min", "1 h", "1 day", "2 days"]);
});

test("a lifetime is said in the largest unit that fits exactly", () => {
  expect([60, 90, 120, 3_600, 86_400, 2_592_000].map(sayLifetime)).toEqual(["60 s", "90 s", "2 min", "1 h", "1 day", "30 days"]);
});

test("a wait is rounded up and said in whole words", () => {
  expect([0, 1, 45, 60, 61, 3_599, 3_600].map(sayWait)).toEqual([
    "1 second",
    "1 second",
    "45 seconds",
    "1 minute",
    "2 minutes",
    "60 minutes",
    "1 hour",
  ]);
});

test("a moment is said by clock, weekday or date, whichever is shortest and still clear", () => {
  const at = (daysAgo: number) => sayWhen(new Date(2026, 10, 20 - daysAgo, 14, 2).getTime(), now);
  expect(at(0)).toBe("today 14:02");
  expect(at(1)).toBe("yesterday 14:02");
  expect(at(3)).toBe("on Tuesday 14:02");
  expect(at(17)).toBe("on 3 November 14:02");
  expect([0, 1, 3].map((daysAgo) => saySince(now - daysAgo * day, now))).toEqual(["15:00", "yesterday 15:00", "Tuesday 15:00"]);
  expect(sayWhen(new Date(2025, 10, 3, 14, 2).getTime(), now)).toBe("on 3 November 2025 14:02");
});

test("an end is said by clock, weekday or date, whichever is shortest and still clear", () => {
  const until = (days: number) => sayUntil(new Date(2026, 10, 20 + days, 14, 2).getTime(), now);
  expect([0, 1, 4, 13].map(until)).toEqual(["14:02", "tomorrow 14:02", "Tuesday 14:02", "3 December 14:02"]);
  expect(until(60)).toBe("19 January 2027 14:02");
});
