import { expect, it } from "vitest";
import { livesUpTo } from "./lives.ts";

it("the lives to choose from follow the most that the server allows", () => {
  const values = (seconds: number) => livesUpTo(seconds).map(({ value }) => value);
  expect(values(90 * 86_400)).toEqual(["1d", "7d", "30d", "90d"]);
  expect(values(400 * 86_400)).toEqual(["1d", "7d", "30d", "90d", "365d", "34560000s"]);
  expect(livesUpTo(10 * 86_400).at(-1)).toEqual({ value: "864000s", label: "10 days" });
  expect(livesUpTo(12 * 3600)).toEqual([{ value: "43200s", label: "12 hours" }]);
});
