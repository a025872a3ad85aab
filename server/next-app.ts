/**
 * Next behind our own server: the one file of the server that knows it.
 *
 * After its first request Next puts an `upgrade` listener of its own on the HTTP server it finds, and closes every WebSocket whose path it
 * takes for a page. So it is given a second server, one that never listens, and hears only of the upgrades that are meant for it.
 */
import { existsSync, readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { Duplex } from "node:stream";
import { fileURLToPath } from "node:url";
import next from "next";
import { PHASE_PRODUCTION_SERVER } from "next/constants.js";

export interface NextApp {
  /** Answers a request with a page, a route handler or a static file. Settles when Next is done with it. */
  handle(request: IncomingMessage, response: ServerResponse): Promise<void>;
  /** An upgrade of our own host under `/_next/`: hot reload in development. In production the socket is closed. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  close(): Promise<void>;
}

/** What was built, and where it lies. */
export interface Build {
  /** The package's root: where next.config.js, .next and public are. */
  dir: string;
  /** Where the running bundle and resume-document.js are. */
  dist: string;
  /** Changes with every change of the pages. `dev` in development. */
  buildId: string;
  /** True under `npm run dev`: Next compiles pages on demand. */
  dev: boolean;
}

/**
 * Loads Next over the build in `dir`.
 * @throws when there is no build there.
 */
export async function openNextApp({ dir, dev }: { dir: string; dev: boolean }): Promise<NextApp> {
  if (!dev && !existsSync(join(dir, ".next", "BUILD_ID")))
    throw new Error(`There is no build of the pages in ${dir}: run "npm run build".`);
  // Next prints how long its configuration took unless somebody has loaded it before.
  if (!dev) await nextConfig().default(PHASE_PRODUCTION_SERVER, dir, { silent: true });
  const neverListens = createServer();
  const app = next({ dir, dev, httpServer: neverListens, quiet: true });
  await app.prepare();
  const handler = app.getRequestHandler();
  return {
    handle: (request, response) => handler(request, response),
    upgrade(request, socket, head) {
      // Nobody listens before Next's first request: a socket nobody answers would hang.
      if (!dev || !neverListens.emit("upgrade", request, socket, head)) socket.destroy();
    },
    close: () => app.close(),
  };
}

/**
 * Finds the build that this very code belongs to: upwards from the file it runs from, the package is `latchkey`, and `build.json` lies in
 * `dist` (or beside a development bundle). From source, without a build, it is a development build.
 */
export function findBuild(from: string = import.meta.url): Build {
  let dist: string | null = null;
  for (let dir = dirname(fileURLToPath(from)); ; dir = dirname(dir)) {
    if (existsSync(join(dir, "build.json"))) dist ??= dir;
    if (readJson(join(dir, "package.json"))?.["name"] === "latchkey") return { dir, ...readBuild(dist ?? join(dir, "dist")) };
    if (dir === dirname(dir)) throw new Error("The package that this server belongs to was not found.");
  }
}

/** CommonJS inside: an ESM import of it would give its default export under another name than its types say. */
function nextConfig(): typeof import("next/dist/server/config.js") {
  return createRequire(import.meta.url)("next/dist/server/config.js") as typeof import("next/dist/server/config.js");
}

function readBuild(dist: string): Omit<Build, "dir"> {
  const build = readJson(join(dist, "build.json"));
  if (!build) return { dist, buildId: "dev", dev: true };
  return { dist, buildId: String(build["buildId"]), dev: build["dev"] === true };
}

function readJson(file: string): Record<string, unknown> | null {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as Record<string, unknown>;
  } catch {
    return null;
  }
}
