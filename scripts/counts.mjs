// @ts-check
/** How many tests passed, by the JSON reports of the two runners. */

/** @typedef {{passed: number, failed: number, skipped: number}} Count */

/** Vitest's. @param {{numPassedTests: number, numFailedTests: number, numPendingTests: number, testResults: {status: string, assertionResults: unknown[]}[]}} report @returns {Count} */
export function countUnit({ numPassedTests, numFailedTests, numPendingTests, testResults }) {
  // A file that cannot be loaded has no tests that could fail.
  const unloadable = testResults.filter((file) => file.status === "failed" && file.assertionResults.length === 0).length;
  return { passed: numPassedTests, failed: numFailedTests + unloadable, skipped: numPendingTests };
}

/** Playwright's. @param {{stats: {expected: number, unexpected: number, flaky: number, skipped: number}}} report @returns {Count} */
export function countJourneys({ stats }) {
  return { passed: stats.expected + stats.flaky, failed: stats.unexpected, skipped: stats.skipped };
}
