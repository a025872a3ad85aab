import { describe, expect, it } from "vitest";
import { createArrivals } from "./arrivals.ts";

const start = Date.parse("2026-03-01T12:00:00Z");

describe("an agent that is not there", () => {
  it("is expected in the first seconds of a replica, when it was seen not long before", () => {
    const { arrivals, at } = open();
    const seen = (secondsBefore: number) => ({ id: "box", lastSeenAt: start - secondsBefore * 1000 });
    expect([seen(1), seen(90), seen(180)].map(arrivals.isExpected)).toEqual([true, true, false]);
    expect(arrivals.isExpected({ id: "box", lastSeenAt: null })).toBe(false);
    at(21);
    expect(arrivals.isExpected(seen(1))).toBe(false);
  });

  it("is expected back for a while when it was lost without a word, and not when it said that it goes", () => {
    const { arrivals, at } = open();
    at(3_600);
    const box = { id: "box", lastSeenAt: start + 3_600_000 };
    expect(arrivals.isExpected(box)).toBe(false);
    arrivals.left("box", false);
    expect(arrivals.isExpected(box)).toBe(true);
    at(3_611);
    expect(arrivals.isExpected(box)).toBe(false);
    arrivals.left("box", true);
    expect(arrivals.isExpected(box)).toBe(false);
  });

  it("wakes whoever waits when it comes, and nobody waits longer than asked", async () => {
    const { arrivals } = open();
    const waiting = Promise.all([arrivals.next(3_600_000), arrivals.next(3_600_000)]);
    arrivals.arrived("box");
    await waiting;
    await arrivals.next(1);
  });
});

function open() {
  let now = start;
  const arrivals = createArrivals(() => now);
  return { arrivals, at: (seconds: number) => void (now = start + seconds * 1000) };
}
