/** The two ways in which the door is used, a browser tab and the installed app, behind one face: every kill is survived in both. */
import { expect, type Page } from "@playwright/test";
import type { BrowserProfile } from "./browser-profile.ts";

export interface Surface {
  readonly name: string;
  /** Opens the door for the first time: installs it where that belongs to it. */
  openFirst(profile: BrowserProfile, origin: string): Promise<Page>;
  /** Opens the door as its owner does every day. `watch` gets the page as early as there is one. */
  openAgain(profile: BrowserProfile, origin: string, watch?: (page: Page) => Promise<void>): Promise<Page>;
}

export const tab: Surface = {
  name: "the tab",
  openFirst: (profile, origin) => tab.openAgain(profile, origin),
  async openAgain(profile, origin, watch) {
    await watch?.(profile.tab);
    await profile.tab.goto(`${origin}/`);
    return profile.tab;
  },
};

export const installedApp: Surface = {
  name: "the installed app",
  async openFirst(profile, origin) {
    await profile.install(origin, `${origin}/sign-in`);
    return installedApp.openAgain(profile, origin);
  },
  async openAgain(profile, origin, watch) {
    const page = await profile.launchInstalled(origin);
    await watch?.(page);
    await expectStandalone(page);
    return page;
  },
};

/** The window is the app's own, without the browser's bars, by the browser's own word. */
async function expectStandalone(page: Page): Promise<void> {
  await expect.poll(() => page.evaluate(() => matchMedia("(display-mode: standalone)").matches).catch(() => false)).toBe(true);
}
