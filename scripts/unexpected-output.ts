/** A unit test that prints something nobody asked for fails: a warning in a test is a warning in production. */
import { afterEach, beforeEach, expect, vi } from "vitest";

const methods = ["error", "warn", "log", "info", "debug"] as const;

beforeEach(() => {
  for (const method of methods) vi.spyOn(console, method).mockImplementation(() => {});
});

afterEach(() => {
  const printed = methods.flatMap((method) =>
    vi.isMockFunction(console[method]) ? console[method].mock.calls.map((call) => [method, ...call]) : [],
  );
  vi.restoreAllMocks();
  expect(printed, "unexpected console output").toEqual([]);
});
