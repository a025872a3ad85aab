import { expect, it } from "vitest";
import { runWithin } from "./time-limit.ts";

it("G14 ends what does not end, whatever it catches, and lets the rest go on", () => {
  let rounds = 0;
  const endless = () => {
    for (;;) {
      try {
        rounds += 1;
      } catch {
        rounds = 0;
      }
    }
  };
  expect(runWithin(20, endless)).toBe(false);
  expect(rounds).toBeGreaterThan(0);
  expect(runWithin(1_000, () => (rounds = -1))).toBe(true);
  expect(rounds).toBe(-1);
  expect(() => runWithin(1_000, () => JSON.parse("{"))).toThrow(SyntaxError);
});
