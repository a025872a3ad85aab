import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["{app,ui,worker,server,protocol,agent,cli,scripts,bench}/**/*.test.{ts,tsx}"],
    setupFiles: ["scripts/unexpected-output.ts"],
    maxWorkers: 2,
    testTimeout: 20_000,
    hookTimeout: 60_000,
    reporters: ["default"],
  },
});
