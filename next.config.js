// @ts-check
import { readFileSync } from "node:fs";
import { PHASE_PRODUCTION_BUILD } from "next/constants.js";

/** @param {string} phase @returns {Promise<import("next").NextConfig>} */
export default async function config(phase) {
  const buildId = readBuildId();
  /** @type {import("next").NextConfig} */
  const next = {
    // Pages carry this id, so a client of an older build navigates hard instead of asking for chunks that are gone.
    deploymentId: buildId,
    generateBuildId: () => buildId ?? null,
    reactStrictMode: true,
    poweredByHeader: false,
    // A phone far away often reaches the door without a proxy that would compress; pages hold no secret that a guess could be measured against.
    compress: true,
    productionBrowserSourceMaps: false,
    // No image optimiser: it is an endpoint that fetches what a request names.
    images: { unoptimized: true },
    // `npm run check` does the types.
    typescript: { ignoreBuildErrors: true },
  };
  // Only the build knows next-pwa: it is a development dependency, and `next({ dev: false })` loads this file too.
  if (phase !== PHASE_PRODUCTION_BUILD || !buildId) return next;
  const { withWorker } = await import("./scripts/worker.mjs");
  return withWorker(next, buildId);
}

/** The id that scripts/build.mjs gave this build; none in development. */
function readBuildId() {
  try {
    return String(JSON.parse(readFileSync(new URL("./dist/build.json", import.meta.url), "utf8")).buildId);
  } catch {
    return undefined;
  }
}
