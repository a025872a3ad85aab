// @ts-check
/** node_modules as package-lock.json says. */
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { endOf, step, StepFailed } from "./progress.mjs";

const oldest = { major: 20, minor: 19 };

/** Throws StepFailed with one clear line when this Node is too old. */
export function requireNode() {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  if (major > oldest.major || (major === oldest.major && minor >= oldest.minor)) return;
  throw new StepFailed(
    `Latchkey needs Node ${oldest.major}.${oldest.minor} or later; this is ${process.versions.node}. Get it from https://nodejs.org.`,
  );
}

/**
 * Runs `npm ci` unless what is installed is what the lock file says.
 * @param {string} root
 * @returns {Promise<boolean>} whether anything was installed
 */
export async function ensureInstalled(root) {
  if (isInstalled(root)) return false;
  await step("Install the packages (npm ci)", () => runNpm(root, ["ci", "--include=dev", "--no-audit", "--no-fund", "--loglevel=error"]));
  return true;
}

/** Whether every package of the lock file is there in its version. @param {string} root */
export function isInstalled(root) {
  const wanted = readPackages(join(root, "package-lock.json"));
  // npm writes this one last, so an install that was cut short has none.
  const installed = readPackages(join(root, "node_modules", ".package-lock.json"));
  if (!wanted || !installed) return false;
  return Object.entries(wanted).every(([path, { version, optional }]) => {
    if (path === "") return true;
    const found = installed[path];
    // Binaries for other platforms are optional and rightly missing.
    return found ? found.version === version : optional === true;
  });
}

/** @param {string} file @returns {Record<string, {version?: string, optional?: boolean}> | null} */
function readPackages(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8")).packages;
  } catch {
    return null;
  }
}

/** The npm that runs us, else the one on the path. @param {string} root @param {string[]} args */
async function runNpm(root, args) {
  const own = process.env["npm_execpath"];
  const [command = "npm", ...first] = own?.endsWith(".js") ? [process.execPath, own] : [];
  // Its output comes as it is: a failing install explains itself best.
  const code = await endOf(spawn(command, [...first, ...args], { cwd: root, stdio: ["ignore", "inherit", "inherit"] }));
  if (code !== 0) throw new StepFailed(`npm ${args[0]} ended with ${code}.`);
}
