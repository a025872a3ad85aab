import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { readInstance } from "./instance.ts";

it("F7 an installation keeps its id with its state, for its owner's eyes alone", () => {
  const dir = join(makeDir(), "state");
  const made = readInstance(dir);
  expect(made).toMatch(/^[\w-]{36}$/);
  expect(readInstance(dir)).toBe(made);
  expect(statSync(join(dir, "instance")).mode & 0o777).toBe(0o600);
  expect(readInstance(join(makeDir(), "state"))).not.toBe(made);
});

it("where nothing can be kept, or what is kept is none, it is one for this process", () => {
  const dir = makeDir();
  writeFileSync(join(dir, "file"), "");
  expect(readInstance(join(dir, "file", "state"))).toMatch(/^[\w-]{36}$/);
  writeFileSync(join(dir, "instance"), "not one\r\nX: y");
  expect(readInstance(dir)).toMatch(/^[\w-]{36}$/);
});

function makeDir(): string {
  const dir = mkdtempSync(join(tmpdir(), "latchkey-instance-"));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}
