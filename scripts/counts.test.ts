import { describe, expect, it } from "vitest";
import { countJourneys, countUnit, findSlowest, timeJourneys, timeUnit } from "./counts.mjs";

describe("counting tests", () => {
  it("counts a unit test file that cannot be loaded as one failure", () => {
    const testResults = [
      { status: "passed", assertionResults: [{}, {}] },
      { status: "failed", assertionResults: [{}] },
      { status: "failed", assertionResults: [] },
    ];
    const report = { numPassedTests: 2, numFailedTests: 1, numPendingTests: 3, testResults };
    expect(countUnit(report)).toEqual({ passed: 2, failed: 2, skipped: 3 });
  });

  it("counts what Playwright expected as passed, and nothing skipped as passed", () => {
    expect(countJourneys({ stats: { expected: 5, unexpected: 1, flaky: 0, skipped: 2 } })).toEqual({ passed: 5, failed: 1, skipped: 2 });
  });
});

it("says which tests of both runners took longest", () => {
  const unit = {
    testResults: [
      {
        name: "a.test.ts",
        assertionResults: [
          { fullName: "a is b", duration: 5 },
          { fullName: "never ran", duration: null },
        ],
      },
    ],
  };
  const spec = { title: "opens", file: "x.spec.ts", tests: [{ results: [{ duration: 20 }, { duration: 10 }] }] };
  const journeys = {
    suites: [{ title: "x.spec.ts", specs: [spec], suites: [{ title: "inner", specs: [{ ...spec, title: "closes", tests: [] }] }] }],
  };
  const all = [...timeUnit(unit), ...timeJourneys(journeys)];
  expect(findSlowest(all, 2)).toEqual([
    { name: "x.spec.ts: opens", ms: 30 },
    { name: "a is b", ms: 5 },
  ]);
  expect(all).toHaveLength(4);
});
