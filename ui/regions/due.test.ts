import { expect, test } from "vitest";
import { forgetUnhealthy, takeDue, type Gateway, type Measured } from "./due.ts";

const gateway = (id: string, healthy = true): Gateway => ({ id, url: `https://${id}.example.com`, healthy });
const [primary, sydney, tokyo] = [gateway("primary"), gateway("sydney"), gateway("tokyo")];
const nothing = (): Measured => ({ startedAt: new Map(), barred: new Set() });
const due = (gateways: Gateway[], measured: Measured, now: number) => takeDue(gateways, measured, now).map(({ id }) => id);

test("a gateway is measured at once, and again after 30 seconds, however often somebody looks", () => {
  const measured = nothing();
  expect(due([primary, sydney], measured, 1_000)).toEqual(["primary", "sydney"]);
  expect(due([primary, sydney, tokyo], measured, 6_000)).toEqual(["tokyo"]);
  expect(due([primary, sydney, tokyo], measured, 30_999)).toEqual([]);
  expect(due([primary, sydney, tokyo], measured, 31_000)).toEqual(["primary", "sydney"]);
  expect(due([primary, sydney, tokyo], measured, 36_000)).toEqual(["tokyo"]);
});

test("one that is unhealthy is left alone, and measured at once when it is back", () => {
  const measured = nothing();
  due([primary, sydney], measured, 0);
  const away = [primary, gateway("sydney", false)];
  expect(due(away, measured, 60_000)).toEqual(["primary"]);
  expect(forgetUnhealthy(away, measured)).toEqual([sydney.url]);
  expect(due([primary, sydney], measured, 61_000)).toEqual(["sydney"]);
  expect(forgetUnhealthy([primary, sydney], measured)).toEqual([]);
});

test("what the page may not ask is not asked again", () => {
  const measured = nothing();
  measured.barred.add(tokyo.url);
  expect(due([primary, tokyo], measured, 0)).toEqual(["primary"]);
});
