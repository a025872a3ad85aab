import { expect, test } from "vitest";
import { arrow, modify, noModifiers, tapModifier, spend, type Modifiers } from "./keys.ts";

const ctrl: Modifiers = { ctrl: "once", alt: "off" };
const alt: Modifiers = { ctrl: "off", alt: "locked" };

test("a tap holds a modifier for one key, a second one at once locks it, a later one takes it back", () => {
  expect(tapModifier("off", Infinity)).toBe("once");
  expect(tapModifier("once", 200)).toBe("locked");
  expect(tapModifier("once", 2_000)).toBe("off");
  expect(tapModifier("locked", 100)).toBe("off");
  expect(spend({ ctrl: "once", alt: "locked" })).toEqual({ ctrl: "off", alt: "locked" });
});

test("Ctrl makes control characters of letters and signs", () => {
  expect(modify("c", ctrl)).toBe("\x03");
  expect(modify("C", ctrl)).toBe("\x03");
  expect(modify("[", ctrl)).toBe("\x1b");
  expect(modify(" ", ctrl)).toBe("\0");
  expect(modify("/", ctrl)).toBe("\x1f");
  expect(modify("ä", ctrl)).toBe("ä");
});

test("Alt puts Escape before the key, Ctrl and Alt do both", () => {
  expect(modify("b", alt)).toBe("\x1bb");
  expect(modify("\r", alt)).toBe("\x1b\r");
  expect(modify("c", { ctrl: "once", alt: "once" })).toBe("\x1b\x03");
});

test("arrows and editing keys carry the modifiers as a number", () => {
  expect(modify(arrow("right", false), ctrl)).toBe("\x1b[1;5C");
  expect(modify(arrow("left", true), alt)).toBe("\x1b[1;3D");
  expect(modify("\x1b[3~", { ctrl: "locked", alt: "once" })).toBe("\x1b[3;7~");
  expect(arrow("up", true)).toBe("\x1bOA");
});

test("what is no key passes, and uses no modifier up", () => {
  expect(modify("a whole paste", ctrl)).toBeNull();
  expect(modify("\x1b[<0;3;4M", ctrl)).toBeNull();
  expect(modify("anything", noModifiers)).toBe("anything");
  expect(modify("😀", alt)).toBe("\x1b😀");
});
