import { expect, it } from "vitest";
import { createWorkBudget } from "./terminal-work.ts";

function open(area = 80 * 24) {
  let now = 0;
  const budget = createWorkBudget(
    () => area,
    () => now,
  );
  /** How often all of the screen can be done now. */
  const spend = () => {
    let done = 0;
    while (budget.take(area)) done += 1;
    return done;
  };
  return { budget, spend, wait: (ms: number) => (now += ms) };
}

it("lets a program draw all of its screen hundreds of times at once, and not without end", () => {
  const { budget, spend } = open();
  budget.begin(64 * 1024);
  expect(spend()).toBeGreaterThan(500);
  budget.begin(100);
  expect(spend()).toBe(0);
});

it("lets a program go on for ever that draws a large screen sixty times a second, a few bytes each", () => {
  const { budget, wait } = open(300 * 100);
  for (let frame = 0; frame < 10_000; frame++) {
    budget.begin(100);
    expect(budget.take(3 * 300 * 100)).toBe(true);
    wait(16);
  }
});

it("has room for the largest screen a few times over", () => {
  const { budget, spend } = open(1_000 * 500);
  budget.begin(10);
  expect(spend()).toBe(8);
});
