import { defineConfig } from "@playwright/test";
import { chromiumFlags, findChromium } from "./e2e/models/chromium.ts";

/** Journeys that mostly wait in real time: they have workers of their own, so that everything else runs beside their waits. */
const realTime = /(short-life|nested-wildcards|https|installed|kill-relaunch|terminal-password)\.spec\.ts$/;
/** Takes all that the machine has, so nothing runs beside it: it comes last. By itself: `npx playwright test chaos --no-deps`. */
const wholeMachine = /chaos\.spec\.ts$/;

export default defineConfig({
  testDir: "e2e",
  outputDir: "test-results",
  // Every test starts a server and a browser of its own: more at work than cores only makes all of them slow.
  workers: 4,
  fullyParallel: true,
  forbidOnly: true,
  retries: 0,
  // How long is waited for what is on its way. A busy machine is slow, not wrong: these end a test that would wait for ever, and judge nothing.
  timeout: 180_000,
  expect: { timeout: 30_000 },
  reporter: [["list"]],
  use: { launchOptions: { executablePath: findChromium(), args: chromiumFlags }, actionTimeout: 30_000, navigationTimeout: 60_000 },
  projects: [
    { name: "real time", testMatch: realTime, workers: 2 },
    { name: "door", testIgnore: [realTime, wholeMachine], workers: 2 },
    { name: "whole machine", testMatch: wholeMachine, workers: 1, dependencies: ["real time", "door"] },
  ],
});
