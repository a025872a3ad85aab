// @ts-check
/** The browser of the end-to-end tests: one that is installed, as Playwright's own downloads are not always within reach. */
import { existsSync } from "node:fs";
import { run, step, StepFailed } from "./progress.mjs";

/**
 * Installs Chromium from the distribution when there is none and we may; else says what to do.
 * @param {string} root
 * @returns {Promise<void>} throws StepFailed
 */
export async function ensureChromium(root) {
  if (await findChromium()) return;
  if (process.getuid?.() !== 0 || !existsSync("/usr/bin/apt-get")) {
    throw new StepFailed(
      "The end-to-end tests need Chromium. On Debian: sudo apt-get install chromium. Elsewhere: npx playwright install chromium, or set CHROMIUM_PATH.",
    );
  }
  await step("Install Chromium (apt-get)", async () => {
    const env = { DEBIAN_FRONTEND: "noninteractive" };
    await run("apt-get", ["update", "-q"], { cwd: root, env });
    await run("apt-get", ["install", "-y", "-q", "--no-install-recommends", "chromium", "fonts-liberation"], { cwd: root, env });
  });
}

/** The browser to drive: the one named in CHROMIUM_PATH, the distribution's, or Playwright's; undefined when there is none. */
export async function findChromium() {
  const { chromium } = await import("@playwright/test");
  const candidates = [process.env["CHROMIUM_PATH"], "/usr/bin/chromium", "/usr/bin/chromium-browser", chromium.executablePath()];
  return candidates.find((path) => path && existsSync(path));
}

/**
 * What journeys use of the system, and the Debian package that has it: a network of one's own for a machine, an editor that has the whole screen,
 * the reverse proxies that people put in front of a door.
 */
const tools = {
  "/usr/sbin/ip": "iproute2",
  "/usr/bin/vim": "vim",
  "/usr/bin/unshare": "util-linux",
  "/usr/sbin/nginx": "nginx",
  "/usr/bin/caddy": "caddy",
  "/usr/bin/systemd-analyze": "systemd",
};

/** Debian starts these as soon as they are installed, and at every boot. The tests run their own. */
const services = { nginx: "nginx.service", caddy: "caddy.service" };

/**
 * Installs on Debian what is missing of them, when we may. Elsewhere a journey that misses one fails by its name.
 * @param {string} root
 * @returns {Promise<void>} throws StepFailed
 */
export async function ensureTools(root) {
  const missing = Object.entries(tools).flatMap(([path, name]) => (existsSync(path) || existsSync(path.replace("/usr", "")) ? [] : [name]));
  if (missing.length === 0 || process.getuid?.() !== 0 || !existsSync("/usr/bin/apt-get")) return;
  await step(`Install ${missing.join(", ")} (apt-get)`, async () => {
    const env = { DEBIAN_FRONTEND: "noninteractive" };
    await run("apt-get", ["update", "-q"], { cwd: root, env });
    await run("apt-get", ["install", "-y", "-q", "--no-install-recommends", ...missing], { cwd: root, env });
    const started = Object.entries(services).flatMap(([name, service]) => (missing.includes(name) ? [service] : []));
    if (started.length > 0 && existsSync("/run/systemd/system")) await run("systemctl", ["disable", "--now", ...started], { cwd: root });
  });
}
