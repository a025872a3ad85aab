// @ts-check
/** The server and the command line as plain JavaScript: no TypeScript loader at run time. Packages stay outside of the bundle. */
import { chmodSync, existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import { join } from "node:path";
import { build, context } from "esbuild";
import { StepFailed } from "./progress.mjs";

/**
 * Bundles cli/main.ts into `<outDir>/latchkey.js` and its chunks, and the resume document into `<outDir>/resume-document.html`.
 * @param {string} root
 * @param {string} outDir relative to root
 * @returns {Promise<string[]>} the source files it was made from
 */
export async function bundleServer(root, outDir) {
  const out = join(root, outDir);
  rmSync(join(out, "chunks"), { recursive: true, force: true });
  const server = await build(serverOptions(root, outDir)).catch(() => {
    throw new StepFailed("The server does not compile; esbuild has said why.");
  });
  requireDeclared(root, server.metafile);
  const entry = join(out, "latchkey.js");
  const text = readFileSync(entry, "utf8");
  if (!text.startsWith("#!")) writeFileSync(entry, `#!/usr/bin/env node\n${text}`);
  chmodSync(entry, 0o755);
  return [...Object.keys(server.metafile.inputs), ...(await bundleResumeDocument(root, outDir))];
}

/**
 * Bundles the server again whenever its source changes, for development.
 * @param {string} root
 * @param {string} outDir relative to root
 * @param {() => void} built called after every bundle that is without errors
 * @returns {Promise<{close(): Promise<void>}>}
 */
export async function watchServer(root, outDir, built) {
  await bundleResumeDocument(root, outDir);
  /** @type {import("esbuild").Plugin} */
  const tell = { name: "tell", setup: (plugin) => plugin.onEnd((result) => void (result.errors.length === 0 && built())) };
  const watching = await context({ ...serverOptions(root, outDir), plugins: [tell] });
  await watching.watch();
  return { close: () => watching.dispose() };
}

/**
 * The source files that these files import by value, themselves included.
 * @param {string} root
 * @param {readonly string[]} files
 * @returns {Promise<string[]>}
 */
export async function listImported(root, files) {
  const entryPoints = files.filter((file) => existsSync(join(root, file)));
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints,
    outdir: "dist",
    bundle: true,
    write: false,
    format: "esm",
    platform: "node",
    packages: "external",
    metafile: true,
    logLevel: "silent",
  });
  return Object.keys(metafile.inputs);
}

/** @param {string} root @param {string} outDir */
function serverOptions(root, outDir) {
  return /** @satisfies {import("esbuild").BuildOptions} */ ({
    absWorkingDir: root,
    entryPoints: { latchkey: "cli/main.ts" },
    outdir: outDir,
    bundle: true,
    splitting: true,
    chunkNames: "chunks/[name]-[hash]",
    format: "esm",
    platform: "node",
    target: "node20.19",
    packages: "external",
    sourcemap: true,
    metafile: true,
    logLevel: "warning",
  });
}

/** Served to whoever is not signed in: one small document with its script inside and nothing to load. @param {string} root @param {string} outDir */
async function bundleResumeDocument(root, outDir) {
  const source = "ui/engine/resume-document.ts";
  const template = "ui/engine/resume-document.html";
  const { metafile, outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: { "resume-document": source },
    outdir: outDir,
    write: false,
    bundle: true,
    minify: true,
    format: "iife",
    platform: "browser",
    target: ["chrome111", "firefox115", "safari16.4"],
    define: { "process.env.NODE_ENV": '"production"' },
    metafile: true,
    logLevel: "warning",
  });
  const script = (outputFiles[0]?.text ?? "").trim().replaceAll("</", "<\\/");
  // A function, because a string would have its `$&` read as a pattern.
  writeFileSync(
    join(root, outDir, "resume-document.html"),
    readFileSync(join(root, template), "utf8").replace("__SCRIPT__;", () => script),
  );
  return [...Object.keys(metafile.inputs), template];
}

/**
 * A package that the bundle imports must be a dependency: development dependencies are not there when Latchkey is installed from its tarball.
 * @param {string} root
 * @param {import("esbuild").Metafile} metafile
 */
function requireDeclared(root, metafile) {
  const declared = JSON.parse(readFileSync(join(root, "package.json"), "utf8")).dependencies;
  const imported = Object.values(metafile.outputs).flatMap((output) => output.imports.filter((one) => one.external).map((one) => one.path));
  const missing = new Set(
    imported
      .filter((path) => !isBuiltin(path) && !path.startsWith("#"))
      .map((path) => path.split("/", path.startsWith("@") ? 2 : 1).join("/"))
      .filter((name) => !(name in declared)),
  );
  if (missing.size > 0)
    throw new StepFailed(`The server imports what is not in "dependencies" of package.json: ${[...missing].join(", ")}`);
}
