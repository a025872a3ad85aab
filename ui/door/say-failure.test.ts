import { expect, test } from "vitest";
import type { Problem } from "#protocol/api.ts";
import { ApiProblem, ApiUnreachable } from "#ui/engine/api.ts";
import { sayFailure } from "./say-failure.ts";

const now = new Date(2026, 10, 20, 14, 0).getTime();
const problem = (facts: Partial<Problem>) =>
  new ApiProblem({ type: "about:blank", title: "A title.", status: 400, code: "bad_request", ...facts });

test("too many attempts say how long to wait, and the time of day when it is longer", () => {
  const limited = (retryAfterSeconds: number) => sayFailure(problem({ status: 429, code: "rate_limited", retryAfterSeconds }), now).text;
  expect(limited(42)).toBe("Too many attempts. Try again in 42 seconds.");
  expect(limited(600)).toBe("Too many attempts. Try again in 10 minutes, at 14:10.");
});

test("what belongs to a field keeps its field", () => {
  expect(sayFailure(problem({ detail: "Use at least 8 characters.", field: "password" }), now)).toEqual({
    text: "Use at least 8 characters.",
    field: "password",
  });
  expect(sayFailure(problem({}), now)).toEqual({ text: "A title." });
});

test("no answer and a database that does not answer say what to do", () => {
  expect(sayFailure(new ApiUnreachable("gone"), now).text).toMatch(/cannot be reached.*try again/);
  expect(sayFailure(problem({ status: 503, code: "unavailable" }), now).text).toMatch(/database is not answering/);
  expect(sayFailure("nonsense", now).text).toBe("It did not work. Try again.");
});
