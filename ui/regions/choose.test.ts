import { expect, test } from "vitest";
import type { RegionView } from "#protocol/regions.ts";
import { findNearer, findUsed, nothingKept, settleNearest, type Distance, type Distances, type Kept } from "./choose.ts";

const region = (id: string, change: Partial<RegionView> = {}): RegionView => ({
  ...{ id, name: id, url: `https://${id}.example.com`, wildcard: `*.${id}.example.com`, healthy: true },
  ...change,
});
const primary = region("primary");
const sydney = region("sydney");
const tokyo = region("tokyo");
const all = [primary, sydney, tokyo];

/** A number: milliseconds. */
const distances = (given: Record<string, number | "silent" | "barred">): Distances =>
  Object.fromEntries(
    Object.entries(given).map(([id, value]): [string, Distance] => [
      `https://${id}.example.com`,
      typeof value === "number" ? { kind: "measured", ms: value } : { kind: value },
    ]),
  );
const used = (regions: RegionView[], measured: Distances, kept: Kept) => findUsed(regions, measured, kept)?.id;
const near = distances({ primary: 180, sydney: 20, tokyo: 110 });

test("nothing is chosen before every gateway that can be reached was measured, and apps open through the primary until then", () => {
  expect(settleNearest(all, {}, nothingKept)).toBe(nothingKept);
  expect(settleNearest(all, distances({ primary: 180, sydney: 20 }), nothingKept)).toBe(nothingKept);
  expect(used(all, distances({ primary: 180, sydney: 20 }), nothingKept)).toBe("primary");
  expect(settleNearest(all, distances({ primary: 180, sydney: 20, tokyo: "silent" }), nothingKept).nearest).toBe("sydney");
  expect(settleNearest([primary], distances({ primary: 180 }), nothingKept)).toBe(nothingKept);
  expect(findUsed([], {}, nothingKept)).toBeNull();
});

test("the nearest is chosen once and then kept, whatever is measured later", () => {
  const kept = settleNearest(all, near, nothingKept);
  expect(kept).toEqual({ choice: "nearest", nearest: "sydney", among: ["primary", "sydney", "tokyo"] });
  for (const later of [distances({ primary: 5, sydney: 400, tokyo: 5 }), distances({ primary: 20, sydney: 21, tokyo: 19 })]) {
    expect(settleNearest(all, later, kept)).toBe(kept);
    expect(used(all, later, kept)).toBe("sydney");
  }
});

test("a gateway that is hardly nearer than the primary is not worth the way through it", () => {
  expect(settleNearest(all, distances({ primary: 24, sydney: 15, tokyo: 30 }), nothingKept).nearest).toBe("primary");
  expect(settleNearest(all, distances({ primary: 24, sydney: 13, tokyo: 30 }), nothingKept).nearest).toBe("sydney");
});

test("while the kept one is unhealthy or silent apps open through the primary, and then through it again", () => {
  const kept = settleNearest(all, near, nothingKept);
  const away = [primary, { ...sydney, healthy: false }, tokyo];
  expect(used(away, near, kept)).toBe("primary");
  expect(settleNearest(away, near, kept)).toBe(kept);
  expect(used(all, distances({ primary: 180, sydney: "silent", tokyo: 110 }), kept)).toBe("primary");
  expect(used(all, near, kept)).toBe("sydney");
  expect(used(all, {}, kept)).toBe("sydney");
});

test("a gateway that is new, or that was out of reach at the choice, is looked at once; the kept one stays unless that is clearly nearer", () => {
  const kept = settleNearest([primary, tokyo], near, nothingKept);
  expect(kept.nearest).toBe("tokyo");
  expect(settleNearest(all, distances({ primary: 180, tokyo: 110 }), kept)).toBe(kept);
  expect(settleNearest(all, near, kept).nearest).toBe("sydney");
  const little = distances({ primary: 180, sydney: 104, tokyo: 110 });
  const looked = settleNearest(all, little, kept);
  expect(looked).toEqual({ ...kept, among: ["primary", "sydney", "tokyo"] });
  expect(settleNearest(all, near, looked)).toBe(looked);
  // What this page may not ask is looked at by the next page.
  expect(settleNearest(all, distances({ primary: 180, sydney: "barred", tokyo: 110 }), kept)).toBe(kept);
});

test("one that was deleted is replaced by the nearest of the others", () => {
  const kept = settleNearest(all, near, nothingKept);
  expect(used([primary, tokyo], near, kept)).toBe("primary");
  expect(settleNearest([primary, tokyo], near, kept).nearest).toBe("tokyo");
});

test("what a person chose is used while it can serve, and nothing but its deletion changes it", () => {
  const kept: Kept = { ...nothingKept, choice: "tokyo" };
  expect(settleNearest(all, near, kept)).toBe(kept);
  expect(used(all, near, kept)).toBe("tokyo");
  expect(used([primary, sydney, { ...tokyo, healthy: false }], near, kept)).toBe("primary");
  expect(used([primary, sydney, { ...tokyo, wildcard: null }], near, kept)).toBe("primary");
  expect(used([primary, sydney], near, kept)).toBe("primary");
  expect(settleNearest([], {}, kept)).toBe(kept);
  expect(settleNearest([primary], {}, kept)).toBe(nothingKept);
  expect(settleNearest([primary, sydney], near, kept)).toEqual({ choice: "nearest", nearest: "sydney", among: ["primary", "sydney"] });
  expect(used(all, distances({ tokyo: "barred" }), kept)).toBe("tokyo");
});

test("another one is pointed out only when the kept one is twice as far and more", () => {
  const kept = settleNearest(all, near, nothingKept);
  expect(findNearer(all, near, kept)).toBeNull();
  expect(findNearer(all, distances({ primary: 180, sydney: 60, tokyo: 40 }), kept)).toBeNull();
  expect(findNearer(all, distances({ primary: 20, sydney: 280, tokyo: 240 }), kept)?.id).toBe("primary");
  expect(findNearer(all, distances({ primary: 20, sydney: 280 }), kept)).toBeNull();
  expect(findNearer(all, distances({ primary: 20, sydney: 280, tokyo: 240 }), { ...kept, choice: "sydney" })).toBeNull();
});
