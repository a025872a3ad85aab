import { describe, expect, it } from "vitest";
import { countJourneys, countUnit } from "./counts.mjs";

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
