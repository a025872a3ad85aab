import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { isInstalled } from "./install.mjs";

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "latchkey-install-"));
  mkdirSync(join(root, "node_modules"));
  write("package-lock.json", {
    "": {},
    "node_modules/a": { version: "1.0.0" },
    "node_modules/b-win": { version: "1.0.0", optional: true },
  });
});

afterEach(() => rmSync(root, { recursive: true }));

const write = (file: string, packages: object) => writeFileSync(join(root, file), JSON.stringify({ packages }));

describe("whether the packages are installed", () => {
  it("is so when all are there, binaries for other platforms aside", () => {
    write("node_modules/.package-lock.json", { "node_modules/a": { version: "1.0.0" } });
    expect(isInstalled(root)).toBe(true);
  });

  it("is not when one is missing or of another version", () => {
    write("node_modules/.package-lock.json", {});
    expect(isInstalled(root)).toBe(false);
    write("node_modules/.package-lock.json", { "node_modules/a": { version: "1.0.1" } });
    expect(isInstalled(root)).toBe(false);
  });

  it("is not after an install that was cut short", () => {
    expect(isInstalled(root)).toBe(false);
  });
});
