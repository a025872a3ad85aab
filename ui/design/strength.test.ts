import { expect, test } from "vitest";
import { judgeStrength } from "./strength.ts";

test("common passwords are weak and a few odd words are strong", () => {
  expect(judgeStrength("password1", [])).toBeLessThan(3);
  expect(judgeStrength("lantern quiet orchard", [])).toBeGreaterThanOrEqual(3);
});

test("what is known of the person makes a password weaker", () => {
  const personal = ["mira.vandenberg@example.com", "vandenberg"];
  expect(judgeStrength("vandenberg77", personal)).toBeLessThan(judgeStrength("vandenberg77", []));
});

test("below the least length nothing counts as good", () => {
  expect(judgeStrength("x9#Kq!z", [])).toBeLessThan(3);
});

test("a very long password is judged in no time by its beginning", () => {
  expect(judgeStrength("correct horse battery staple ".repeat(100), [])).toBe(4);
});
