import { expect, test } from "vitest";
import { keepPlaces } from "./keep-places.ts";

const things = (...keys: string[]) => keys.map((key) => ({ key }));
const said = (places: ReturnType<typeof keepPlaces<{ key: string }>>) =>
  places.map(({ value, isNew, isGone }) => `${value.key}${isNew ? "+" : ""}${isGone ? "-" : ""}`).join(" ");

test("a new look takes the list as it is", () => {
  expect(said(keepPlaces(null, things("a", "b")))).toBe("a b");
});

test("what goes keeps its place, what comes goes to the end, and what comes back is itself again", () => {
  const first = keepPlaces(null, things("b", "d"));
  const second = keepPlaces(first, things("a", "d"));
  expect(said(second)).toBe("b- d a+");
  expect(said(keepPlaces(second, things("a", "b", "c", "d")))).toBe("b d a+ c+");
});

test("what is shown is always the newest of it", () => {
  const before = keepPlaces(null, [{ key: "a", health: "unknown" }]);
  expect(keepPlaces(before, [{ key: "a", health: "healthy" }])[0]?.value.health).toBe("healthy");
});
