import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { buildSync } from "esbuild";
import { afterEach, beforeEach, expect, it } from "vitest";

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "latchkey-secrets-"));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

it("agrees on one secret when many processes start for the first time at once", async () => {
  const program = join(root, "open.mjs");
  const source = `import { openSessionSecrets } from "./server/config/session-secrets.ts"; console.log(openSessionSecrets(process.argv[2])[0]);`;
  buildSync({ stdin: { contents: source, resolveDir: process.cwd() }, bundle: true, platform: "node", format: "esm", outfile: program });
  const data = mkdtempSync(join(root, "data-"));
  const starts = Array.from({ length: 6 }, () => promisify(execFile)(process.execPath, [program, data]));
  const secrets = (await Promise.all(starts)).map(({ stdout }) => stdout.trim());
  expect(new Set(secrets).size).toBe(1);
  expect(secrets[0]).toMatch(/^[0-9a-f]{64}$/);
  expect(readdirSync(data)).toEqual(["session-secrets"]);
});
