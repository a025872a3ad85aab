import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { findLockProblems, scriptReasons } from "./lock-file.mjs";

const lock = JSON.parse(readFileSync(fileURLToPath(new URL("../package-lock.json", import.meta.url)), "utf8")) as Parameters<
  typeof findLockProblems
>[0];

it("every package of the lock file has its hash, and an install script only for a reason", () => {
  expect(Object.keys(lock.packages).length).toBeGreaterThan(500);
  expect(findLockProblems(lock)).toEqual([]);
});

it("a package without a hash and one with an install script of its own are named", () => {
  const bad = {
    packages: {
      "node_modules/a": { version: "1.0.0" },
      "node_modules/b/node_modules/@c/d": { integrity: "sha512-x", hasInstallScript: true },
    },
  };
  expect(findLockProblems(bad)).toEqual([
    expect.stringMatching(/^node_modules\/a 1\.0\.0 has no integrity/),
    expect.stringMatching(/^node_modules\/b\/node_modules\/@c\/d has an install script/),
  ]);
});

it("no reason is kept for a package that is gone", () => {
  const names = Object.entries(lock.packages).flatMap(([path, { hasInstallScript }]) =>
    hasInstallScript ? [path.replace(/^.*node_modules\//, "")] : [],
  );
  const unused = Object.keys(scriptReasons).filter(
    (name) =>
      !names.some(
        (each) =>
          each === name || each.startsWith(name.replace(/\*$/, "\0")) || (name.endsWith("/*") && each.startsWith(name.slice(0, -1))),
      ),
  );
  expect(unused).toEqual([]);
});
