/**
 * A second build of the door without a second compilation: a copy of the built package in which the build id and the hash in the name of
 * every chunk are others, everywhere that they are mentioned. To a client it is what a deploy is: all file names that it knows are gone.
 */
import { cpSync, existsSync, readdirSync, readFileSync, renameSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { basename, dirname, extname, join } from "node:path";
import { packageDir } from "./cli.ts";

const built = ["dist", ".next", "public", "package.json", "next.config.js", "prisma"];
const textual = new Set([".js", ".mjs", ".json", ".html", ".css", ".rsc", ".txt", ".map", ""]);

/** The id of the build that a package directory serves. */
export function readBuildId(dir = packageDir): string {
  return readFileSync(join(dir, ".next", "BUILD_ID"), "utf8").trim();
}

/** Copies the built package into the empty directory `dir`, under another build id and with other chunk names. */
export function copyAsAnotherBuild(dir: string): void {
  for (const name of built) {
    if (!existsSync(join(packageDir, name))) continue;
    cpSync(join(packageDir, name), join(dir, name), { recursive: true, filter: (path) => !/\.next\/(cache|trace|types)/.test(path) });
  }
  symlinkSync(join(packageDir, "node_modules"), join(dir, "node_modules"));
  const names = new Map([...findHashes(join(dir, ".next", "static")), readBuildId()].map((hash) => [hash, turn(hash)]));
  const pattern = new RegExp([...names.keys()].join("|"), "g");
  const rename = (text: string) => text.replace(pattern, (hash) => names.get(hash) ?? hash);
  for (const path of [...built].flatMap((name) => listFiles(join(dir, name)))) {
    if (textual.has(extname(path))) writeFileSync(path, rename(readFileSync(path, "utf8")));
    if (rename(basename(path)) !== basename(path)) renameSync(path, join(dirname(path), rename(basename(path))));
  }
  // The folder of the build's manifests is named after the build.
  const manifests = join(dir, ".next", "static", readBuildId());
  if (existsSync(manifests)) renameSync(manifests, join(dir, ".next", "static", readBuildId(dir)));
}

/** The hashes in the names of the build's files: `page-1f2e3d4c5b6a7988.js`. */
function findHashes(dir: string): string[] {
  const found = listFiles(dir).flatMap((path) => /(?:^|[-.])([0-9a-f]{16})\.(?:js|css)$/.exec(basename(path))?.[1] ?? []);
  return [...new Set(found)];
}

/** Another text of the same length and alphabet. */
function turn(hash: string): string {
  return hash.replace(/[0-9a-f]/g, (digit) => ((parseInt(digit, 16) + 5) % 16).toString(16));
}

function listFiles(path: string): string[] {
  if (!existsSync(path)) return [];
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path).flatMap((name) => listFiles(join(path, name)));
}
