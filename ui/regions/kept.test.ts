import { expect, test } from "vitest";
import { nothingKept } from "./choose.ts";
import { parseKept } from "./kept.ts";

test("a kept choice is read back, and anything else is as good as none", () => {
  const kept = { choice: "nearest", nearest: "sydney", among: ["primary", "sydney"] };
  expect(parseKept(JSON.stringify(kept))).toEqual(kept);
  expect(parseKept('{"choice":"tokyo","nearest":7,"among":[1,"a"]}')).toEqual({ choice: "tokyo", nearest: null, among: ["a"] });
  for (const text of [null, "", "{", "null", "7", '"nearest"', "[]", '{"choice":7}'])
    expect(parseKept(text), String(text)).toBe(nothingKept);
});
