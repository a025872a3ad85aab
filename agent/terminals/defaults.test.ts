import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { readDefaults } from "./defaults.ts";

function file(text: string): string {
  const dir = mkdtempSync(join(tmpdir(), "latchkey-defaults-"));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  writeFileSync(join(dir, "latchkey.yaml"), text);
  return join(dir, "latchkey.yaml");
}

it("takes shell and directory of new terminals from latchkey.yaml, and neither where it says nothing", () => {
  expect(readDefaults(file("terminals:\n  shell: /usr/bin/zsh\n  directory: ~/src\napps: {}\n"))).toEqual({
    shell: "/usr/bin/zsh",
    directory: "~/src",
  });
  for (const text of ["", "apps: {}", "terminals:\n"]) expect(readDefaults(file(text))).toEqual({});
  expect(readDefaults(null)).toEqual({});
  expect(readDefaults("/nowhere/latchkey.yaml")).toEqual({});
});

it("says in one line what is wrong", () => {
  expect(() => readDefaults(file("terminals: zsh"))).toThrow("latchkey.yaml: terminals: write shell and directory");
  expect(() => readDefaults(file("terminals:\n  shell: [zsh]"))).toThrow("latchkey.yaml: terminals.shell: write a path");
  expect(() => readDefaults(file("terminals: {"))).toThrow(/^latchkey.yaml: [^\n]+$/);
});
