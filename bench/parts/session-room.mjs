// @ts-check
/**
 * The session room, taken out of the source. The one place of the bench that touches it: how long a check takes is a matter of
 * microseconds, and through HTTP it would disappear in the milliseconds of everything else. Bundled as the server itself is.
 */
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("../..", import.meta.url));
const entry = `
  export { readConfig } from "#server/config.ts";
  export { createLog } from "#server/log.ts";
  export { openStore } from "#server/store.ts";
  export { openSessionRoom } from "#server/session.ts";
`;

/**
 * Opens store and session room on a data directory as `latchkey serve` does, with a clock that can be put forward.
 * @param {Awaited<ReturnType<typeof loadSource>>} source
 * @param {string} dataDir
 * @param {string} [databaseUrl] the one in the data directory by default
 */
export async function openRoom({ readConfig, createLog, openStore, openSessionRoom }, dataDir, databaseUrl) {
  const where = databaseUrl === undefined ? [] : ["--database-url", databaseUrl];
  const config = readConfig({ argv: ["--data-dir", dataDir, "--http-address", "127.0.0.1:3000", ...where], env: {} });
  const log = createLog(() => undefined);
  const store = await openStore({ databaseUrl: config.databaseUrl, log });
  const later = { ms: 0 };
  const clock = () => Date.now() + later.ms;
  /** A session room that remembers nothing yet. */
  const openFresh = () => openSessionRoom({ config, store, clock, log, origins: [config.accessUrl.origin] });
  return { store, later, openFresh, close: () => store.close() };
}

/** Once per process: the packages it imports are there only once too. @returns {Promise<any>} */
export async function loadSource() {
  // Inside of node_modules, so that the packages it imports are found from there.
  const cache = join(root, "node_modules", ".cache");
  mkdirSync(cache, { recursive: true });
  const dir = mkdtempSync(join(cache, "latchkey-bench-"));
  try {
    await build({
      stdin: { contents: entry, resolveDir: root, sourcefile: "bench-entry.ts", loader: "ts" },
      outfile: join(dir, "room.mjs"),
      ...{
        absWorkingDir: root,
        bundle: true,
        format: "esm",
        platform: "node",
        target: "node20.19",
        packages: "external",
        logLevel: "warning",
      },
    });
    return await import(pathToFileURL(join(dir, "room.mjs")).href);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}
