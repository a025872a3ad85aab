// @ts-check
/** A browser profile in which the door is signed in and installed, and how long its window takes to paint after a relaunch. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { launchChromium } from "./chromium.mjs";

/** @typedef {import("./chromium.mjs").Target} Target */
/** @typedef {{paintMs: number, phases: {worker: number, answered: number, parsed: number, loaded: number}}} Start milliseconds after the start of the navigation */

const patienceMs = 20_000;

/**
 * Installs the app into a new profile, with a person's cookie in it.
 * @param {{origin: string}} door
 * @param {string} cookie the Cookie header
 * @param {{worker: boolean}} options without `worker` the service worker is taken out again: what navigates then has nothing in its way
 */
export async function installApp({ origin }, cookie, { worker }) {
  const dir = mkdtempSync(join(tmpdir(), "latchkey-bench-profile-"));
  const manifestId = `${origin}/`;
  const browser = await launchChromium(dir);
  const tab = await browser.attachTab();
  await putCookie(tab, origin, cookie);
  await tab.send("Page.navigate", { url: `${origin}/` });
  await until(() => evaluate(tab, "navigator.serviceWorker.getRegistration().then((found) => found?.active?.state === 'activated')"));
  await browser.send("PWA.install", { manifestId, installUrlOrBundleUrl: manifestId });
  await browser.send("PWA.changeAppUserSettings", { manifestId, displayMode: "standalone" });
  if (!worker) await evaluate(tab, "navigator.serviceWorker.getRegistration().then((found) => found.unregister())");
  await browser.close();

  return {
    /**
     * Opens the browser anew, and in it the installed app in its own window.
     * @param {string} path
     * @returns {Promise<Start>}
     */
    async relaunch(path) {
      const again = await launchChromium(dir);
      try {
        // The list of installed apps is read after the browser has said that it is there.
        await until(() => again.send("PWA.launch", { manifestId, url: origin + path }).then(() => true, isNotYetKnown));
        const shown = await until(async () => (await again.listPages()).find(({ url }) => url.startsWith(origin)));
        return await readStart(await again.attach(shown.targetId), path);
      } finally {
        await again.close();
      }
    },
    /**
     * The same in a tab, with the page's main thread slowed `times` times from before the navigation on.
     * @param {string} path
     * @param {number} times
     * @returns {Promise<Start>}
     */
    async relaunchSlowed(path, times) {
      const again = await launchChromium(dir);
      try {
        const page = await again.attachTab();
        await page.send("Emulation.setCPUThrottlingRate", { rate: times });
        await page.send("Page.navigate", { url: origin + path });
        return await readStart(page, path);
      } finally {
        await again.close();
      }
    },
    remove: () => rmSync(dir, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 }),
  };
}

/**
 * @param {Target} tab
 * @param {string} origin
 * @param {string} cookie
 */
export async function putCookie(tab, origin, cookie) {
  const [name, ...rest] = cookie.split("=");
  const expires = Date.now() / 1000 + 86_400;
  await tab.send("Network.setCookie", { name, value: rest.join("="), url: `${origin}/`, httpOnly: true, sameSite: "Lax", expires });
}

/** @param {Target} tab @param {string} expression @returns {Promise<any>} */
export async function evaluate(tab, expression) {
  const { result, exceptionDetails } = await tab.send("Runtime.evaluate", { expression, awaitPromise: true, returnByValue: true });
  if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
  return result.value;
}

/** Looks seldom: each look takes time of the page that is being measured. @param {Target} page @param {string} path @returns {Promise<Start>} */
async function readStart(page, path) {
  const expression = `(() => {
    const paint = performance.getEntriesByName("first-contentful-paint")[0];
    const [{ fetchStart, responseStart, domInteractive, loadEventEnd }] = performance.getEntriesByType("navigation");
    if (location.pathname !== ${JSON.stringify(path)} || !paint) return null;
    return { paintMs: paint.startTime, phases: { worker: fetchStart, answered: responseStart, parsed: domInteractive, loaded: loadEventEnd } };
  })()`;
  return until(async () => {
    await delay(700);
    // Between two documents there is nothing to ask.
    return evaluate(page, expression).catch(() => null);
  });
}

/** @template T @param {() => Promise<T | null | undefined | false>} look @returns {Promise<T>} */
async function until(look) {
  const deadline = performance.now() + patienceMs;
  for (;;) {
    const found = await look();
    if (found) return found;
    if (performance.now() > deadline) throw new Error(`Nothing after ${patienceMs} ms: ${look}`);
    await delay(50);
  }
}

/** @param {Error} error */
function isNotYetKnown(error) {
  if (/scope|not installed|Unknown/i.test(error.message)) return false;
  throw error;
}
