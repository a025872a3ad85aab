import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["{app,ui,worker,server,protocol,tunnel,agent,cli,scripts,bench}/**/*.test.{ts,tsx}"],
    setupFiles: ["scripts/unexpected-output.ts", "scripts/patient-waiting.ts"],
    maxWorkers: 2,
    // A process that has to wait for its turn takes many times as long as one that is alone.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 15_000 } },
    reporters: ["default"],
  },
});
