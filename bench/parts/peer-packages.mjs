// @ts-check
/**
 * Peers that nobody needs but the bench: installed when they are first asked for, into a folder that git and the package never see. Their exact
 * versions stand here.
 */
import { execFile, execFileSync } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const peersDir = fileURLToPath(new URL("../../node_modules/.cache/latchkey-bench", import.meta.url));
const installWithinMs = 15 * 60_000;
const run = promisify(execFile);

/** The file that is imported of httpxy. */
export async function installHttpxy() {
  const dir = await install("httpxy", "0.5.6", process.execPath);
  return join(dir, "dist/index.mjs");
}

/** The file that is run of wetty. It compiles node-pty, for which a compiler and Python have to be there. */
export async function installWetty() {
  const dir = await install("wetty", "3.2.0", process.execPath);
  return join(dir, "build/main.js");
}

/**
 * code-server with the Node it asks for. Compiles native modules, for which Debian has to have libkrb5-dev.
 * @returns {Promise<{node: string, entry: string}>}
 */
export async function installCodeServer() {
  const { stdout } = await run("npx", ["--yes", "--package=node@24", "--", "node", "--print", "process.execPath"], {
    cwd: makeFolder("node"),
  });
  const node = stdout.trim();
  const dir = await install("code-server", "4.139.1", node);
  return { node, entry: join(dir, "out/node/entry.js") };
}

/** @param {string} name @param {string} version @param {string} node @returns {Promise<string>} the package's folder */
async function install(name, version, node) {
  const dir = makeFolder(`${name}-${version}`);
  const done = join(dir, "installed");
  if (!existsSync(done)) {
    if (!existsSync(join(dir, "package.json"))) writeFileSync(join(dir, "package.json"), '{"private":true}');
    // npm under the Node that the package will run on: the scripts of packages take the first one on the path.
    const npm = execFileSync("npm", ["root", "--global"], { encoding: "utf8" }).trim();
    const env = { ...process.env, PATH: `${dirname(node)}:${process.env["PATH"]}` };
    const args = [join(npm, "npm/bin/npm-cli.js"), "install", "--no-audit", "--no-fund", `${name}@${version}`];
    await run(node, args, { cwd: dir, env, timeout: installWithinMs, maxBuffer: 64e6 }).catch((error) => {
      throw new Error(`${name}@${version} could not be installed: ${lastErrors(error.stderr ?? error.message)}`);
    });
    writeFileSync(done, "");
  }
  return join(dir, "node_modules", name);
}

/** @param {string} name */
function makeFolder(name) {
  const dir = join(peersDir, name);
  mkdirSync(dir, { recursive: true });
  return dir;
}

/** @param {string} text what npm wrote */
function lastErrors(text) {
  const lines = text.split("\n").filter((line) => /error/i.test(line) && !/complete log/.test(line));
  return lines.slice(-3).join(" ").slice(0, 400) || text.slice(-200);
}
