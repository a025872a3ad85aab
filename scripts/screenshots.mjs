// @ts-check
/**
 * `npm run screenshots`: every screen of a real, built door at 390×844 and 1280×800, light and dark, into public/screenshots.
 * README and the manifest show them. `-- --all --out <folder>` takes every state as well (empty, many, failed, offline, …), to look at.
 */
import { mkdirSync, readdirSync, rmSync, statSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { ensureInstalled, requireNode } from "./install.mjs";
import { step, StepFailed } from "./progress.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));

try {
  requireNode();
  const { out, all } = readArguments(process.argv.slice(2));
  await ensureInstalled(root);
  const { ensureChromium, findChromium } = await import("./chromium.mjs");
  await ensureChromium(root);
  const chromiumPath = await findChromium();
  const { buildAll } = await import("./build.mjs");
  await buildAll();
  mkdirSync(out, { recursive: true });
  for (const name of readdirSync(out)) if (name.endsWith(".png")) rmSync(join(out, name));
  const { takePictures } = await import("./screenshots/take.mjs");
  await step("Take the pictures", () => takePictures({ root, out, all, chromiumPath }));
  const sizes = readdirSync(out).map((name) => statSync(join(out, name)).size);
  const kilobytes = Math.round(sizes.reduce((sum, size) => sum + size, 0) / 1000);
  console.log(`${sizes.length} pictures in ${relative(process.cwd(), out) || out}, ${kilobytes} kB.`);
} catch (error) {
  process.stderr.write(`${error instanceof StepFailed ? error.message : error instanceof Error ? error.stack : error}\n`);
  process.exitCode = 1;
}

/** @param {string[]} argv */
function readArguments(argv) {
  const all = argv.includes("--all");
  const at = argv.indexOf("--out");
  const given = at >= 0 ? argv[at + 1] : undefined;
  const unknown = argv.filter((text, index) => text !== "--all" && text !== "--out" && index !== at + 1);
  if (unknown.length > 0 || (at >= 0 && !given)) throw new StepFailed("Usage: npm run screenshots [-- --all] [--out <folder>]");
  if (all && !given) throw new StepFailed("With --all also give --out <folder>: those pictures are for looking at, not for the README.");
  return { all, out: given ? resolve(given) : join(root, "public/screenshots") };
}
