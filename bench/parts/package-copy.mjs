// @ts-check
/**
 * A copy of the built package for the bench to serve from: the checkout stays as it is, may be built anew meanwhile, and the copy holds
 * one file more, the static document that the app's start is held against.
 */
import { cpSync, existsSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
const parts = ["dist", ".next", "public", "package.json", "next.config.js", "prisma/migrations"];

/**
 * Under a folder whose files the door answers without looking at anybody's session, and with a name that its service worker leaves to the
 * network: nothing is in the way of this file.
 */
export const staticPath = "/splash/bench.html";

/** No script, no style sheet, no picture: about as much text as the home screen shows. */
const staticDocument = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>Static</title></head>
<body>
<nav aria-label="Main"><a href="/">Home</a> <a href="/devices">Devices</a> <a href="/you">You</a></nav>
<main><h1>Home</h1><p>Good morning. Signed in on this device.</p>
<ul><li>Chrome on Linux, this one</li><li>Chrome on Android, used yesterday</li><li>Safari on iPhone, used last week</li></ul></main>
</body>
</html>
`;

/**
 * @param {string} [from] another built package than this checkout
 * @returns {{dir: string, remove(): void}} throws when nothing is built
 */
export function copyPackage(from = root) {
  for (const part of ["dist/latchkey.js", ".next/BUILD_ID", "public/sw.js"])
    if (!existsSync(join(from, part))) throw new Error(`${part} is missing: run "npm run build" first.`);
  const dir = mkdtempSync(join(tmpdir(), "latchkey-bench-package-"));
  const isNeeded = (/** @type {string} */ path) => !/\.next[\\/](?:cache|dev|diagnostics|types|trace)/.test(path);
  for (const part of parts) cpSync(join(from, part), join(dir, part), { recursive: true, filter: isNeeded });
  symlinkSync(join(root, "node_modules"), join(dir, "node_modules"));
  writeFileSync(join(dir, "public", staticPath), staticDocument);
  return { dir, remove: () => rmSync(dir, { recursive: true, force: true, maxRetries: 3 }) };
}
