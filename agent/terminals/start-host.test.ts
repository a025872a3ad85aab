import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { startHostProcess } from "./start-host.ts";

it("F12 the process that holds the terminals has no token and no secret in its environment", async () => {
  const dir = mkdtempSync(join(tmpdir(), "latchkey-host-"));
  // Stands in for Latchkey's own program: writes down what it was given.
  const program = join(dir, "program.cjs");
  writeFileSync(program, `require("node:fs").writeFileSync(${JSON.stringify(join(dir, "env"))}, JSON.stringify(process.env));`);
  const before = process.argv[1] ?? "";
  process.argv[1] = program;
  onTestFinished(() => {
    process.argv[1] = before;
    rmSync(dir, { recursive: true, force: true });
  });
  await startHostProcess({
    ...{ dir, config: join(dir, "latchkey.yaml") },
    env: { LATCHKEY_TOKEN: "lk_secret", LATCHKEY_SESSION_SECRETS: "lk_secret", MINE: "kept" },
  });
  const text = readFileSync(join(dir, "env"), "utf8");
  expect(text).toContain('"MINE":"kept"');
  expect(text).not.toMatch(/lk_secret|LATCHKEY_/);
});
