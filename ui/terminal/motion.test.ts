import { expect, test } from "vitest";
import { createLineCounter, glide, speedOf } from "./motion.ts";

test("a finger that leaves in motion throws, one that rested does not", () => {
  const moves = [0, 16, 32, 48].map((at) => ({ at, y: at * 2 }));
  expect(speedOf(moves, 50)).toBeCloseTo(2);
  expect(speedOf(moves, 400)).toBe(0);
  expect(speedOf([], 0)).toBe(0);
});

test("what was thrown runs on, slows down and stops, the same at any frame rate", () => {
  const run = (frameMs: number) => {
    let [speed, pixels, frames] = [2, 0, 0];
    while (speed !== 0 && frames < 10_000) {
      const step = glide(speed, frameMs);
      [speed, pixels, frames] = [step.speed, pixels + step.pixels, frames + 1];
    }
    return pixels;
  };
  expect(run(16)).toBeGreaterThan(800);
  expect(run(16)).toBeLessThan(1100);
  expect(Math.abs(run(16) - run(8))).toBeLessThan(20);
  expect(glide(-2, 16).pixels).toBeLessThan(0);
});

test("pixels that make no line yet are not lost", () => {
  const count = createLineCounter();
  expect([10, 10, 10, -40].map((pixels) => count(pixels, 20))).toEqual([0, 1, 0, -1]);
});
