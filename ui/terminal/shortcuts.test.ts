import { expect, test } from "vitest";
import { findShortcut } from "./shortcuts.ts";

const pressed = { code: "KeyC", ctrlKey: true, shiftKey: true, altKey: false, metaKey: false };

test("keys with Ctrl and Shift are the terminal's own, all others the program's", () => {
  expect(findShortcut(pressed)).toBe("copy");
  expect(findShortcut({ ...pressed, code: "KeyL" })).toBe("leave");
  expect(findShortcut({ ...pressed, shiftKey: false })).toBeNull();
  expect(findShortcut({ ...pressed, altKey: true })).toBeNull();
  expect(findShortcut({ ...pressed, code: "KeyX" })).toBeNull();
});
