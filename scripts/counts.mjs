// @ts-check
/** How many tests passed and which took longest, by the JSON reports of the two runners. */

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

/** @typedef {{name: string, ms: number}} Timed */

/** Vitest's tests with their times. @param {{testResults: {name: string, assertionResults: {fullName: string, duration?: number | null}[]}[]}} report @returns {Timed[]} */
export function timeUnit({ testResults }) {
  return testResults.flatMap(({ assertionResults }) =>
    assertionResults.map(({ fullName, duration }) => ({ name: fullName, ms: duration ?? 0 })),
  );
}

/**
 * Playwright's tests with their times.
 * @typedef {{title: string, specs?: {title: string, file: string, tests: {results: {duration: number}[]}[]}[], suites?: Suite[]}} Suite
 * @param {{suites: Suite[]}} report
 * @returns {Timed[]}
 */
export function timeJourneys({ suites }) {
  return suites.flatMap((suite) => [
    ...(suite.specs ?? []).map(({ title, file, tests }) => ({
      name: `${file}: ${title}`,
      ms: tests.flatMap(({ results }) => results).reduce((total, { duration }) => total + duration, 0),
    })),
    ...timeJourneys({ suites: suite.suites ?? [] }),
  ]);
}

/** The `most` longest, longest first. @param {readonly Timed[]} tests @param {number} most @returns {Timed[]} */
export function findSlowest(tests, most) {
  return tests.toSorted((left, right) => right.ms - left.ms).slice(0, most);
}
