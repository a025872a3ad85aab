import { expect, test } from "vitest";
import type { Distance } from "./choose.ts";
import { reachOf, sayMs, sayReach } from "./say-distance.ts";

const say = (healthy: boolean, distance: Distance | undefined, isOffline = false) =>
  sayReach(reachOf({ healthy }, distance), distance, isOffline);

test("a distance has a word and its milliseconds", () => {
  const at = (ms: number) => ({ kind: "measured", ms }) as const;
  expect([3, 49.9, 50, 149, 150, 900].map((ms) => say(true, at(ms)))).toEqual(["Near", "Near", "Fair", "Fair", "Far", "Far"]);
  expect([0.2, 24.4, 151].map((ms) => sayMs(at(ms)))).toEqual(["1 ms", "24 ms", "151 ms"]);
});

test("what the door or the browser cannot reach is out of reach, and what is not known is said to be so", () => {
  expect(say(false, { kind: "measured", ms: 3 })).toBe("Out of reach");
  expect(say(true, { kind: "silent" })).toBe("Out of reach");
  expect(say(true, { kind: "barred" })).toBe("Not measured");
  expect(say(true, undefined)).toBe("Measuring");
  expect(say(true, undefined, true)).toBe("Not measured");
  expect(say(true, { kind: "measured", ms: 3 }, true)).toBe("Near");
  expect(sayMs({ kind: "silent" })).toBeNull();
});
