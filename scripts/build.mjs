// @ts-check
/**
 * `npm run build [server]`: the Prisma clients, then the pages with their service worker, then the server. Each step runs only when what
 * it is made from has changed. With `server`, the pages are left out.
 */
import { existsSync, mkdirSync, readFileSync, realpathSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { hashInputs, openStamps } from "./inputs.mjs";
import { run, step, StepFailed } from "./progress.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
/** Versions of packages and of the build itself: a change of these is a change of every step. */
const tools = ["package-lock.json", "scripts/build.mjs", "scripts/inputs.mjs"];

/**
 * Builds what has changed.
 * @param {{pages?: boolean, loud?: boolean}} [options]
 * @returns {Promise<void>} throws when a step fails
 */
export async function buildAll({ pages = true, loud = false } = {}) {
  const stamps = openBuildStamps();
  for (const make of [generate, ...(pages ? [buildPages] : []), buildServer]) await runStep(stamps, make(loud));
}

/** The Prisma clients alone: what types and unit tests need. */
export async function generateClients() {
  await runStep(openBuildStamps(), generate(false));
}

function openBuildStamps() {
  mkdirSync(join(root, "dist"), { recursive: true });
  return openStamps(join(root, "dist", "stamps.json"));
}

/** @param {Stamps} stamps @param {Step} wanted */
async function runStep(stamps, { name, title, isBuilt, inputs, build }) {
  const stamp = stamps.find(name);
  if (stamp && isBuilt() && stamp.hash === hashInputs(root, [...tools, ...stamp.inputs])) return;
  stamps.clear(name);
  // Hashed before the step: a file that changes while it runs makes the next build run it again.
  const before = await inputs();
  const hash = hashInputs(root, [...tools, ...before]);
  const found = await step(title, () => build(hash));
  stamps.set(name, found ? { inputs: found, hash: hashInputs(root, [...tools, ...found]) } : { inputs: before, hash });
}

/**
 * @typedef {ReturnType<typeof openStamps>} Stamps
 * @typedef {{name: string, title: string, isBuilt(): boolean, inputs(): Promise<string[]>, build(hash: string): Promise<string[] | void>}} Step
 */

/** @param {boolean} loud @returns {Step} */
function generate(loud) {
  const script = "scripts/generate.mjs";
  return {
    name: "generate",
    title: "Generate the database clients",
    isBuilt: () => existsSync(join(root, "server/store/generated")),
    inputs: async () => [script, "scripts/schema.mjs", "prisma/schema.prisma"],
    build: async () => {
      await run(process.execPath, [script], { cwd: root, loud });
    },
  };
}

/** @param {boolean} loud @returns {Step} */
function buildPages(loud) {
  return {
    name: "pages",
    title: "Build the pages",
    isBuilt: () =>
      readText(".next/BUILD_ID") !== null && readText(".next/BUILD_ID") === readBuildId() && existsSync(join(root, "public/sw.js")),
    inputs: async () => {
      const { listImported } = await import("./bundle.mjs");
      // The law of imports lets app/ have these two of the server by value; everything else is types.
      const ofServer = await listImported(root, ["server/runtime.ts", "server/errors.ts"]);
      const config = ["next.config.js", "postcss.config.mjs", "tsconfig.json", "scripts/worker.mjs"];
      return ["app", "ui", "protocol", "worker", "public", ...config, ...ofServer];
    },
    build: async (hash) => {
      // Written first, because next.config.js reads it. It counts only together with .next/BUILD_ID.
      writeFileSync(join(root, "dist/build.json"), `${JSON.stringify({ buildId: hash.slice(0, 16), dev: false })}\n`);
      await run(process.execPath, ["node_modules/next/dist/bin/next", "build", "--webpack"], {
        cwd: root,
        loud,
        env: { NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" },
      });
    },
  };
}

/** @returns {Step} */
function buildServer() {
  return {
    name: "server",
    title: "Build the server",
    isBuilt: () => existsSync(join(root, "dist/latchkey.js")),
    inputs: async () => [],
    build: async () => {
      const { bundleServer } = await import("./bundle.mjs");
      return ["scripts/bundle.mjs", ...(await bundleServer(root, "dist"))];
    },
  };
}

function readBuildId() {
  const text = readText("dist/build.json");
  return text === null ? null : String(JSON.parse(text).buildId);
}

/** @param {string} path @returns {string | null} */
function readText(path) {
  try {
    return readFileSync(join(root, path), "utf8").trim();
  } catch {
    return null;
  }
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  try {
    await buildAll({ pages: !process.argv.includes("server"), loud: process.argv.includes("--verbose") });
  } catch (error) {
    process.stderr.write(`${error instanceof StepFailed ? error.message : error instanceof Error ? error.stack : error}\n`);
    process.exitCode = 1;
  }
}
