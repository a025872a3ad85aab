// @ts-check
/** What a build step is made from, as one hash: nothing is built again that has not changed. */
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/**
 * Hash of the contents and names of files; a folder counts with everything in it but tests and what is built into it.
 * @param {string} root
 * @param {readonly string[]} paths relative to root; one that does not exist counts as empty
 * @returns {string} 64 hex digits
 */
export function hashInputs(root, paths) {
  const hash = createHash("sha256");
  const files = new Set(paths.flatMap((path) => listFiles(root, path)));
  for (const file of [...files].sort()) {
    hash.update(`${file}\0`).update(
      createHash("sha256")
        .update(readFileSync(join(root, file)))
        .digest(),
    );
  }
  return hash.digest("hex");
}

/**
 * What the last build was made from, per step.
 * @typedef {{hash: string, inputs: string[]}} Stamp
 * @param {string} file
 */
export function openStamps(file) {
  /** @type {Record<string, Stamp>} */
  let stamps = {};
  try {
    stamps = JSON.parse(readFileSync(file, "utf8"));
  } catch {
    // None yet, or cut short: everything is built.
  }
  const save = () => writeFileSync(file, `${JSON.stringify(stamps, null, 2)}\n`);
  return {
    /** @param {string} name @returns {Stamp | undefined} */
    find: (name) => stamps[name],
    /** @param {string} name @param {Stamp} stamp */
    set(name, stamp) {
      stamps[name] = stamp;
      save();
    },
    /** A step that is under way or failed has no stamp. @param {string} name */
    clear(name) {
      delete stamps[name];
      save();
    },
  };
}

const builtOrTest = /(?:^|\/)(?:node_modules|generated|sw\.js|sw\.js\.map)(?:\/|$)|\.test\.tsx?$/;

/** @param {string} root @param {string} path @returns {string[]} */
function listFiles(root, path) {
  const full = join(root, path);
  if (!existsSync(full)) return [];
  try {
    const entries = readdirSync(full, { withFileTypes: true });
    return entries.flatMap((entry) => {
      const child = `${path}/${entry.name}`;
      if (builtOrTest.test(child)) return [];
      return entry.isDirectory() ? listFiles(root, child) : [child];
    });
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === "ENOTDIR") return [path];
    throw error;
  }
}
