// @ts-check
/**
 * The service worker in the build: next-pwa in its `swSrc` mode, which compiles worker/index.ts with Next's webpack and gives it the
 * list of files to precache. Everything else next-pwa does by default is turned off, because each default breaks a promise:
 * it caches `/` for the next person, answers of the API for a day, and reloads the page (and its terminals) when the network returns.
 */
// @ts-expect-error It has no types.
import nextPwa from "next-pwa";

/**
 * @param {import("next").NextConfig} next
 * @param {string} buildId
 * @returns {import("next").NextConfig}
 */
export function withWorker(next, buildId) {
  return nextPwa({
    dest: "public",
    swSrc: "worker/index.ts",
    register: false,
    skipWaiting: false,
    cacheStartUrl: false,
    dynamicStartUrl: false,
    reloadOnOnline: false,
    cacheOnFrontEndNav: false,
    // The default, "worker", is where our source lives: next-pwa would compile it a second time.
    customWorkerDir: "none",
    // The two documents that say nothing of anybody, of the same version as their chunks. Nothing of public/ is taken unasked.
    additionalManifestEntries: ["/shell", "/offline"].map((url) => ({ url, revision: buildId })),
    // An allow-list: hashed files of the client build, without the pages router's own chunks (but with main-app) and without maps.
    include: [/^static\/.+\.(?:js|css|woff2)$/],
    exclude: [
      /\/main-(?!app-)[^/]*\.js$/,
      /\/framework-[^/]*\.js$/,
      /\/polyfills-[^/]*\.js$/,
      /\/pages\//,
      /\/app\/api\//,
      /Manifest\.js$/,
    ],
  })(next);
}
