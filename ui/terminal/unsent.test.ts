import { expect, test } from "vitest";
import { createUnsent } from "./unsent.ts";

test("what waits is counted in keys, whatever bytes they are made of", () => {
  const unsent = createUnsent();
  unsent.typed("l", 1);
  unsent.typed("ä", 2);
  unsent.typed("\x1b[A", 3);
  expect(unsent.waiting(6)).toBe(3);
  expect(unsent.waiting(5)).toBe(2);
  expect(unsent.waiting(3)).toBe(1);
  expect(unsent.waiting(0)).toBe(0);
  unsent.typed("x", 1);
  expect(unsent.waiting(1)).toBe(1);
});

test("of a paste of which half has arrived, half is left", () => {
  const unsent = createUnsent();
  unsent.typed("a".repeat(1000), 1000);
  expect(unsent.waiting(500)).toBe(500);
  expect(unsent.waiting(1)).toBe(1);
});
