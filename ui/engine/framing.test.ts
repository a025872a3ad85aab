import { expect, test } from "vitest";
import { arrive, leave, stay, tryAgain, type Framing } from "./framing.ts";

const fresh: Framing = { userId: "u1", outside: [], left: {} };
const app = "grafana--this-machine--ada";

test("an app that took the window is opened outside once the person has come back by history", () => {
  const left = leave(fresh, app);
  expect(arrive(left, app, "back_forward")).toEqual({ ...fresh, outside: [app] });
});

test("a window closed early is no proof, but twice in a row is", () => {
  const once = arrive(leave(fresh, app), app, "navigate");
  expect(once.outside).toEqual([]);
  expect(arrive(leave(once, app), app, "navigate").outside).toEqual([app]);
});

test("an app that stays, or a page that was reloaded, is thought well of again", () => {
  const left = leave(fresh, app);
  expect(arrive(leave(stay(left, app), app), app, "navigate").outside).toEqual([]);
  expect(arrive(left, app, "reload")).toEqual(fresh);
});

test("a person who comes back to an app that never left finds it inside, and other apps are not touched", () => {
  expect(arrive(fresh, app, "back_forward")).toBe(fresh);
  expect(arrive(leave(fresh, app), "5173--this-machine--ada", "back_forward").outside).toEqual([]);
});

test("trying inside again starts from the beginning", () => {
  const outside = arrive(leave(fresh, app), app, "back_forward");
  expect(tryAgain(outside, app)).toEqual(fresh);
});
