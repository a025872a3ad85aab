// @ts-check
/**
 * Chromium driven over its own pipe and nothing else: a test driver's scripts and interceptions in every page would be measured too, and
 * installed apps cannot be launched over a debugging port.
 */
import { spawn } from "node:child_process";
import { EventEmitter, once } from "node:events";
import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { chromium } from "@playwright/test";

const quiet = [
  ...["--headless=new", "--remote-debugging-pipe", "--no-first-run", "--no-default-browser-check", "--password-store=basic"],
  ...["--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
  ...["--disable-features=Translate,OptimizationHints,MediaRouter", "--window-size=1280,800"],
  // Chromium refuses to run its sandbox as root, which is what containers and CI machines are.
  ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
];

/** @typedef {Awaited<ReturnType<typeof launchChromium>>} Browser */
/** @typedef {{send(method: string, params?: object): Promise<any>, on(event: string, heard: (params: any) => void): void, targetId: string}} Target */

/** The browser to drive: the one named in CHROMIUM_PATH, Debian's, or the one that Playwright downloaded. */
export function findChromium() {
  const candidates = [process.env["CHROMIUM_PATH"], "/usr/bin/chromium", "/usr/bin/chromium-browser", chromium.executablePath()];
  const found = candidates.find((path) => path && existsSync(path));
  if (!found) throw new Error("No Chromium: `apt-get install chromium`, or set CHROMIUM_PATH to one.");
  return found;
}

/**
 * Starts a browser on a profile, with one empty tab.
 * @param {string} profileDir
 */
export async function launchChromium(profileDir) {
  // A browser that was killed leaves its lock behind.
  for (const name of ["SingletonLock", "SingletonSocket", "SingletonCookie"]) rmSync(join(profileDir, name), { force: true });
  const child = spawn(findChromium(), [...quiet, `--user-data-dir=${profileDir}`, "about:blank"], {
    stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"],
  });
  const exited = once(child, "exit");
  const connection = connect(
    /** @type {import("node:stream").Writable} */ (child.stdio[3]),
    /** @type {import("node:stream").Readable} */ (child.stdio[4]),
  );
  void exited.then(() => connection.fail(new Error("Chromium has ended.")));
  const { send } = connection;

  /** @param {string} targetId @returns {Promise<Target>} */
  const attach = async (targetId) => {
    const { sessionId } = await send("Target.attachToTarget", { targetId, flatten: true });
    return {
      targetId,
      send: (method, params) => send(method, params, sessionId),
      on: (event, heard) => void connection.events.on(`${sessionId} ${event}`, heard),
    };
  };

  /** @returns {Promise<{targetId: string, url: string}[]>} */
  const listPages = async () =>
    (await send("Target.getTargets")).targetInfos.filter((/** @type {{type: string}} */ { type }) => type === "page");

  return {
    send,
    attach,
    listPages,
    /** The first tab. */
    async attachTab() {
      const [tab] = await listPages();
      if (!tab) throw new Error("The browser has no tab.");
      return attach(tab.targetId);
    },
    /** A tab with cookies and caches of its own. */
    async openPrivateTab() {
      const { browserContextId } = await send("Target.createBrowserContext");
      const { targetId } = await send("Target.createTarget", { url: "about:blank", browserContextId });
      const tab = await attach(targetId);
      return { ...tab, close: () => send("Target.disposeBrowserContext", { browserContextId }) };
    },
    /** Ends it as a person does, so that it writes down what it keeps. */
    async close() {
      await Promise.race([send("Browser.close").catch(() => undefined), exited]);
      await exited;
    },
  };
}

/**
 * The protocol itself: JSON texts that end with a NUL byte, both ways.
 * @param {import("node:stream").Writable} output
 * @param {import("node:stream").Readable} input
 */
function connect(output, input) {
  const events = new EventEmitter().setMaxListeners(0);
  /** @type {Map<number, {resolve(value: any): void, reject(error: Error): void}>} */
  const waiting = new Map();
  let lastId = 0;
  /** @type {Error | null} */
  let failure = null;
  let rest = "";

  const hear = (/** @type {string} */ text) => {
    const { id, result, error, method, params, sessionId } = JSON.parse(text);
    if (id === undefined) return void events.emit(sessionId ? `${sessionId} ${method}` : method, params);
    const asked = waiting.get(id);
    waiting.delete(id);
    if (error) asked?.reject(new Error(error.message));
    else asked?.resolve(result);
  };
  input.setEncoding("utf8").on("data", (chunk) => {
    const texts = (rest + chunk).split("\0");
    rest = texts.pop() ?? "";
    for (const text of texts) hear(text);
  });
  output.on("error", () => undefined); // its process ends: said by `fail`

  return {
    events,
    /** @param {Error} error */
    fail(error) {
      failure = error;
      for (const { reject } of waiting.values()) reject(error);
      waiting.clear();
    },
    /** @param {string} method @param {object} [params] @param {string} [sessionId] @returns {Promise<any>} */
    send(method, params = {}, sessionId) {
      if (failure) return Promise.reject(failure);
      const id = (lastId += 1);
      const answer = new Promise((resolve, reject) => waiting.set(id, { resolve, reject }));
      output.write(`${JSON.stringify({ id, method, params, ...(sessionId && { sessionId }) })}\0`);
      return answer.catch((error) => {
        throw new Error(`${method}: ${error.message}`);
      });
    },
  };
}
