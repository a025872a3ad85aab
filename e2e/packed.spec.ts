import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, signInClient, test as base } from "./fixtures.ts";
import { packageDir, runProgram } from "./models/cli.ts";
import { makeScratchDir } from "./models/scratch.ts";

/** It may have to fetch what it installs. */
const npmTimeoutMs = 240_000;

const test = base.extend<{ installedDir: string }>({
  /** Directory of the package as `npm install` puts it into somebody's project, from the tarball that `npm pack` makes. */
  installedDir: [
    async ({}, use) => {
      const scratch = makeScratchDir("packed");
      const project = join(scratch.dir, "project");
      mkdirSync(project);
      writeFileSync(join(project, "package.json"), JSON.stringify({ name: "somebody", private: true }));
      // Built already: what is packed is what the other tests ran.
      const packed = await npm(["pack", "--ignore-scripts", "--pack-destination", scratch.dir], packageDir);
      expect(packed.exitCode, packed.stderr).toBe(0);
      const tarball = readdirSync(scratch.dir).find((name) => name.endsWith(".tgz")) ?? "none";
      const installed = await npm(["install", "--prefer-offline", "--no-audit", "--no-fund", join(scratch.dir, tarball)], project);
      expect(installed.exitCode, installed.stderr).toBe(0);
      await use(join(project, "node_modules", "latchkey"));
      scratch.remove();
    },
    // Of its own: it comes before the test can ask for more.
    { timeout: 2 * npmTimeoutMs + 60_000 },
  ],
});

test("the packed tarball installs and serves, with its pages, and without anything of development", async ({ installedDir, startDoor }) => {
  test.setTimeout(300_000);
  const names = readdirSync(installedDir);
  for (const source of ["server", "app", "ui", "e2e", "scripts", "tsconfig.json"]) expect(names).not.toContain(source);
  const help = await runProgram("npx", ["--no-install", "latchkey", "--help"], { packageDir: join(installedDir, "..", "..") });
  expect(help.exitCode, help.stderr).toBe(0);
  expect(help.stdout).toContain("latchkey");
  const door = await startDoor({ packageDir: installedDir });
  const client = await signInClient(door);
  const page = await client.get("/", { headers: { accept: "text/html" } });
  expect(page.status).toBe(200);
  const script = /src="(\/_next\/static\/[^"]+\.js)/.exec(page.text)?.[1] ?? "none";
  expect((await client.get(script)).status).toBe(200);
  expect((await client.get("/sw.js")).status).toBe(200);
});

function npm(args: string[], dir: string): ReturnType<typeof runProgram> {
  return runProgram("npm", args, { packageDir: dir, timeoutMs: npmTimeoutMs });
}
