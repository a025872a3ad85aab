import fc from "fast-check";
import { expect, it } from "vitest";
import { findUnstorable, isStorable } from "./storable.ts";

it("finds the place of what no database takes", () => {
  expect(findUnstorable({ name: "a\0b" })).toBe("name");
  expect(findUnstorable({ name: "fine", scopes: ["all", "\ud800"] })).toBe("scopes.1");
  expect(findUnstorable({ deep: { deeper: { "\udc00": 1 } } })).toBe("deep.deeper");
  expect(findUnstorable("\udfff")).toBe("");
  for (const fine of [{ name: "Zoë 👩‍👩‍👧 \u202e\u0001\uffff" }, [], null, 7, Buffer.from([0]), { at: new Date(0) }])
    expect(findUnstorable(fine)).toBeNull();
});

it("takes exactly what UTF-8 gives back as it was, but for NUL", () => {
  const anything = fc.string({ unit: fc.oneof(fc.constantFrom("\0", "\ud83d", "\udc69"), fc.string({ unit: "binary", maxLength: 2 })) });
  fc.assert(fc.property(anything, (text) => isStorable(text) === (Buffer.from(text).toString() === text && !text.includes("\0"))));
});
