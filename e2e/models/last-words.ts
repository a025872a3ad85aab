/** What a server wrote while a test that failed was running: where tests run unseen, nothing else says why. */
import type { TestInfo } from "@playwright/test";

const mostLines = 60;

/** Prints the end of `log` when the test has failed. `whose`: of which server it is. */
export function printLogOfFailure(info: TestInfo, whose: string, log: string): void {
  if (info.errors.length === 0) return;
  const lines = log.trimEnd().split("\n");
  const counted = `${Math.min(lines.length, mostLines)} of ${lines.length} lines`;
  process.stdout.write(`${info.title}: the log of ${whose}, ${counted}\n${lines.slice(-mostLines).join("\n")}\n`);
}
