import { expect, test } from "vitest";
import { cutPlaces } from "./cut-places.ts";
import { keepPlaces } from "./keep-places.ts";

const things = (...keys: string[]) => keys.map((key) => ({ key }));
const said = (places: ReturnType<typeof keepPlaces<{ key: string }>>) => places.map(({ value }) => value.key).join(" ");

test("a long list is cut, but not what came while it was read", () => {
  const first = keepPlaces(null, things("b", "d", "e"));
  expect(said(cutPlaces(first, new Set(), 2))).toBe("b d");
  expect(said(cutPlaces(keepPlaces(first, things("a", "b", "d", "e")), new Set(), 2))).toBe("b d a");
});

test("what was seen stays in sight when the list is looked at anew", () => {
  expect(said(cutPlaces(keepPlaces(null, things("a", "b", "c", "d", "e")), new Set(["b", "d"]), 2))).toBe("a b d");
});
