import { afterEach, expect, test, vi } from "vitest";
import { nothingKept } from "./choose.ts";
import { parseKept, readChosenRegion } from "./kept.ts";

afterEach(() => void vi.unstubAllGlobals());

test("a kept choice is read back, and anything else is as good as none", () => {
  const kept = { choice: "nearest", nearest: "sydney", among: ["primary", "sydney"] };
  expect(parseKept(JSON.stringify(kept))).toEqual(kept);
  expect(parseKept('{"choice":"tokyo","nearest":7,"among":[1,"a"]}')).toEqual({ choice: "tokyo", nearest: null, among: ["a"] });
  for (const text of [null, "", "{", "null", "7", '"nearest"', "[]", '{"choice":7}'])
    expect(parseKept(text), String(text)).toBe(nothingKept);
});

test("the wanted region is the one that a person chose, or the one found nearest; never the primary, and none where nothing can be kept", () => {
  const wanted = (text: string | null) => {
    vi.stubGlobal("localStorage", { getItem: () => text });
    return readChosenRegion();
  };
  expect(wanted('{"choice":"tokyo","nearest":"sydney","among":[]}')).toBe("tokyo");
  expect(wanted('{"choice":"nearest","nearest":"sydney","among":[]}')).toBe("sydney");
  for (const none of [
    '{"choice":"primary","nearest":"sydney"}',
    '{"choice":"nearest","nearest":"primary"}',
    '{"choice":"nearest"}',
    null,
    "{",
  ])
    expect(wanted(none), String(none)).toBeNull();
  vi.stubGlobal("localStorage", undefined);
  expect(readChosenRegion()).toBeNull();
});
