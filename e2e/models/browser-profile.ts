/** One browser profile on disk, as a person's phone or laptop has it: killed, closed and opened again, with the installed app in it. */
import { existsSync, lstatSync, mkdtempSync, readFileSync, readlinkSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { chromium, type BrowserContext, type BrowserContextOptions, type CDPSession, type Page } from "@playwright/test";
import { chromiumFlags, findChromium } from "./chromium.ts";
import { recordPaints, type PaintRecorder } from "./paint-recorder.ts";
import { findProcessesNaming, findProcessTree, isAlive, killAllNow } from "./processes.ts";

export interface ProfileOptions extends Pick<BrowserContextOptions, "viewport" | "colorScheme" | "isMobile" | "hasTouch"> {
  /** More of Chromium's own flags. */
  flags?: string[];
}

export interface BrowserProfile {
  /** The running browser; another one after each relaunch. */
  readonly context: BrowserContext;
  /** What this run of the browser has shown; starts empty with each launch. */
  readonly recorder: PaintRecorder;
  /** The first tab. */
  readonly tab: Page;
  launch(): Promise<void>;
  /** SIGKILL to every process of the profile at once: what a phone does to an app. */
  killAll(): Promise<void>;
  /** Closes the browser as a person does, so that it writes everything it keeps. */
  closeCleanly(): Promise<void>;
  /** Installs the app that the page at `url` offers, to open in a window of its own. `origin` is the app's id without its slash. */
  install(origin: string, url: string): Promise<void>;
  /** Opens the installed app from its icon and gives its window. */
  launchInstalled(origin: string): Promise<Page>;
  /** Whether a cookie of such a name is in the profile's own file, where it outlives a kill. */
  hasWrittenCookie(name: string): boolean;
  /** Browser-wide CDP. */
  cdp(): Promise<CDPSession>;
  /** Kills what runs and deletes the profile. */
  dispose(): Promise<void>;
}

/** Makes an empty profile; `launch` opens it. */
export function createBrowserProfile(options: ProfileOptions = {}): BrowserProfile {
  const dir = mkdtempSync(join(tmpdir(), "latchkey-profile-"));
  const { flags = [], ...contextOptions } = options;
  let running: { context: BrowserContext; recorder: PaintRecorder; pid: number } | null = null;
  const current = () => {
    if (!running) throw new Error("The browser is not running.");
    return running;
  };

  const profile: BrowserProfile = {
    get context() {
      return current().context;
    },
    get recorder() {
      return current().recorder;
    },
    get tab() {
      const [first] = current().context.pages();
      if (!first) throw new Error("The browser has no tab.");
      return first;
    },
    async launch() {
      const args = [...chromiumFlags, ...flags];
      const context = await chromium.launchPersistentContext(dir, {
        executablePath: findChromium(),
        headless: true,
        args,
        ...contextOptions,
      });
      const recorder = await recordPaints(context);
      running = { context, recorder, pid: await findBrowserPid(context) };
    },
    async killAll() {
      const { context, pid } = current();
      const closed = new Promise((resolve) => context.once("close", resolve));
      const pids = [...new Set([...findProcessTree(pid), ...findProcessesNaming(dir)])];
      killAllNow(pids);
      await closed;
      await waitUntilGone(pids);
      running = null;
      removeLocks(dir);
    },
    async closeCleanly() {
      const { context, pid } = current();
      const pids = findProcessTree(pid);
      await context.close();
      await waitUntilGone(pids);
      running = null;
      removeLocks(dir);
    },
    hasWrittenCookie(name) {
      const read = (file: string) => (existsSync(join(dir, "Default", file)) ? readFileSync(join(dir, "Default", file), "latin1") : "");
      // While there is a journal the writing may still be taken back.
      return read("Cookies").includes(name) && read("Cookies-journal") === "";
    },
    cdp: () => openBrowserCdp(current().context),
    async install(origin, url) {
      const cdp = await openBrowserCdp(current().context);
      const manifestId = `${origin}/`;
      await cdp.send("PWA.install", { manifestId, installUrlOrBundleUrl: url });
      await cdp.send("PWA.changeAppUserSettings", { manifestId, displayMode: "standalone" });
      await cdp.detach();
    },
    async launchInstalled(origin) {
      const cdp = await openBrowserCdp(current().context);
      const opened = current().context.waitForEvent("page");
      await cdp.send("PWA.launch", { manifestId: `${origin}/` });
      await cdp.detach();
      return opened;
    },
    async dispose() {
      if (running) await profile.killAll().catch(() => {});
      killAllNow(findProcessesNaming(dir));
      rmSync(dir, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
    },
  };
  return profile;
}

async function openBrowserCdp(context: BrowserContext): Promise<CDPSession> {
  const browser = context.browser();
  if (!browser) throw new Error("This context has no browser of its own.");
  return browser.newBrowserCDPSession();
}

async function findBrowserPid(context: BrowserContext): Promise<number> {
  const cdp = await openBrowserCdp(context);
  const { processInfo } = await cdp.send("SystemInfo.getProcessInfo");
  await cdp.detach();
  const browser = processInfo.find((info) => info.type === "browser");
  if (!browser) throw new Error("Chromium does not name its browser process.");
  return browser.id;
}

/** A new browser must not meet the old one's processes: they hold the profile's lock and its databases. */
async function waitUntilGone(pids: number[]): Promise<void> {
  while (pids.some(isAlive)) await new Promise((resolve) => setTimeout(resolve, 20));
}

/** A killed Chromium leaves its lock, and the next one would refuse the profile or hand over to nobody. Its socket lies outside. */
function removeLocks(dir: string): void {
  const socket = join(dir, "SingletonSocket");
  if (lstatSync(socket, { throwIfNoEntry: false })?.isSymbolicLink())
    rmSync(dirname(readlinkSync(socket)), { recursive: true, force: true });
  for (const name of ["SingletonLock", "SingletonSocket", "SingletonCookie"]) rmSync(join(dir, name), { force: true });
}
