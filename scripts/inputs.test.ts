import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { hashInputs, openStamps } from "./inputs.mjs";

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "latchkey-inputs-"));
  mkdirSync(join(root, "app/devices"), { recursive: true });
  writeFileSync(join(root, "app/page.tsx"), "page");
  writeFileSync(join(root, "app/devices/page.tsx"), "devices");
});

afterEach(() => rmSync(root, { recursive: true }));

const hash = () => hashInputs(root, ["app", "next.config.js"]);

describe("the hash of a step's inputs", () => {
  it("stays the same when nothing has changed", () => {
    expect(hash()).toBe(hash());
  });

  it("changes with a file's content, its name, and a new file", () => {
    const hashes = [hash()];
    writeFileSync(join(root, "app/devices/page.tsx"), "other");
    hashes.push(hash());
    writeFileSync(join(root, "app/devices/screen.tsx"), "");
    hashes.push(hash());
    writeFileSync(join(root, "next.config.js"), "");
    hashes.push(hash());
    expect(new Set(hashes).size).toBe(4);
  });

  it("tells apart what moved between two files", () => {
    writeFileSync(join(root, "app/page.tsx"), "devices");
    writeFileSync(join(root, "app/devices/page.tsx"), "page");
    const swapped = hash();
    writeFileSync(join(root, "app/page.tsx"), "page");
    writeFileSync(join(root, "app/devices/page.tsx"), "devices");
    expect(hash()).not.toBe(swapped);
  });

  it("ignores tests and what is built", () => {
    const before = hash();
    writeFileSync(join(root, "app/page.test.tsx"), "test");
    writeFileSync(join(root, "app/sw.js"), "built");
    mkdirSync(join(root, "app/generated"));
    writeFileSync(join(root, "app/generated/client.ts"), "built");
    expect(hash()).toBe(before);
  });
});

describe("the stamps", () => {
  it("are remembered until cleared, and a broken file is none", () => {
    const file = join(root, "stamps.json");
    openStamps(file).set("pages", { hash: "a", inputs: ["app"] });
    expect(openStamps(file).find("pages")).toEqual({ hash: "a", inputs: ["app"] });
    openStamps(file).clear("pages");
    expect(openStamps(file).find("pages")).toBeUndefined();
    writeFileSync(file, "{ cut sh");
    expect(openStamps(file).find("pages")).toBeUndefined();
  });
});
