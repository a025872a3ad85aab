import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { findBuild, openNextApp } from "./next-app.ts";

let dir: string;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "latchkey-build-"));
  writeFileSync(join(dir, "package.json"), '{"name":"latchkey"}');
  mkdirSync(join(dir, "dist/chunks"), { recursive: true });
  mkdirSync(join(dir, "dist/dev/chunks"), { recursive: true });
});

afterEach(() => rmSync(dir, { recursive: true }));

const at = (path: string) => pathToFileURL(join(dir, path)).href;

describe("finding the build", () => {
  it("finds the package's root and the build's id from a chunk", () => {
    writeFileSync(join(dir, "dist/build.json"), '{"buildId":"abc","dev":false}');
    expect(findBuild(at("dist/chunks/serve.js"))).toEqual({ dir, dist: join(dir, "dist"), buildId: "abc", dev: false });
  });

  it("takes the development build's own file before the production build's", () => {
    writeFileSync(join(dir, "dist/build.json"), '{"buildId":"abc","dev":false}');
    writeFileSync(join(dir, "dist/dev/build.json"), '{"buildId":"dev","dev":true}');
    expect(findBuild(at("dist/dev/chunks/serve.js"))).toEqual({ dir, dist: join(dir, "dist/dev"), buildId: "dev", dev: true });
  });

  it("is a development build when run from source", () => {
    expect(findBuild(at("server/next-app.ts"))).toEqual({ dir, dist: join(dir, "dist"), buildId: "dev", dev: true });
  });

  it("passes by packages of other names, and says so when ours is nowhere above", () => {
    writeFileSync(join(dir, "package.json"), '{"name":"something-else"}');
    expect(() => findBuild(at("dist/chunks/serve.js"))).toThrow("was not found");
  });
});

describe("opening Next", () => {
  it("names the cure when the pages are not built", async () => {
    await expect(openNextApp({ dir, dev: false })).rejects.toThrow('run "npm run build"');
  });
});
