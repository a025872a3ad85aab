import { defineConfig } from "@playwright/test";
import { chromiumFlags, findChromium } from "./e2e/models/chromium.ts";

/** Journeys that mostly wait in real time: they have workers of their own, so that everything else runs beside their waits. */
const realTime = /(short-life|nested-wildcards|https|installed|kill-relaunch|terminal-password)\.spec\.ts$/;

export default defineConfig({
  testDir: "e2e",
  outputDir: "test-results",
  // Every test starts a server and a browser of its own: more at work than cores only makes all of them slow.
  workers: 4,
  fullyParallel: true,
  forbidOnly: true,
  retries: 0,
  timeout: 120_000,
  expect: { timeout: 15_000 },
  reporter: [["list"]],
  use: { launchOptions: { executablePath: findChromium(), args: chromiumFlags }, actionTimeout: 15_000, navigationTimeout: 30_000 },
  projects: [
    { name: "real time", testMatch: realTime, workers: 2 },
    { name: "door", testIgnore: realTime, workers: 2 },
  ],
});
