/** A door with a region in Sydney, and the screen on which it is added and chosen. */
import type { Locator, Page } from "@playwright/test";
import { expect, signInClient, test as base } from "../fixtures.ts";
import type { DoorServer } from "./door-server.ts";
import { findFreePort } from "./free-port.ts";
import { owner } from "./people.ts";
import { startProxy, type ProxyProcess } from "./proxy-process.ts";

/** On a slow machine a proxy takes its time to start, and news theirs to arrive. */
export const slow = { timeout: 60_000 };

export interface Region {
  /** With the token of a command that the door showed. */
  start(command: string): Promise<ProxyProcess>;
  /** What apps of the region end with. */
  readonly tail: string;
  readonly host: string;
}

export const test = base.extend<{ sydney: Region }>({
  sydney: async ({ door }, use) => {
    const started: ProxyProcess[] = [];
    const port = await findFreePort();
    const tail = `.sydney-apps.latchkey.localhost:${port}`;
    const host = `sydney.latchkey.localhost:${port}`;
    await use({
      tail,
      host,
      async start(command) {
        const token = /^LATCHKEY_TOKEN=(lk_\w+) latchkey proxy --primary-url \S+ /.exec(command)?.[1] ?? "";
        const proxy = await startProxy({ primaryUrl: door.origin, token, port, accessUrl: `http://${host}`, wildcard: `*${tail}` });
        started.push(proxy);
        return proxy;
      },
    });
    await Promise.all(started.map((proxy) => proxy.kill()));
  },
});

/** Gives the command that the door shows. */
export async function addProxy(page: Page, name: string, address?: string): Promise<string> {
  await page.getByRole("button", { name: "Add a proxy" }).click();
  await page.getByLabel("Name", { exact: true }).fill(name);
  if (address !== undefined) await page.getByLabel("Its address", { exact: true }).fill(address);
  await sheet(page).getByRole("button", { name: "Make the command" }).click();
  return shownCommand(page);
}

export async function shownCommand(page: Page): Promise<string> {
  const shown = page.getByTestId("command");
  await expect(shown).toBeVisible();
  return shown.innerText();
}

export async function declareWiki(door: DoorServer, port: number): Promise<void> {
  const client = await signInClient(door);
  const body = { name: "Wiki", url: `http://127.0.0.1:${port}/` };
  const put = await client.request("PUT", "/api/v1/workspaces/this-machine/apps/wiki", { body });
  expect(put.status, put.text).toBe(200);
}

/** Seen from a page of the door. */
export function addressOf(tail: string): string {
  return `//wiki--this-machine--${owner.name}${tail}/`;
}

/**
 * So far that no machine is slow enough to be farther. The wait is here and not on the network, of which the browser would tell (Resource
 * Timing); `withoutTiming` makes it one that does not.
 */
export async function moveAway(page: Page, latencyCheck: string): Promise<void> {
  await page.route(latencyCheck, async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 2_500));
    await route.continue();
  });
}

export async function withoutTiming(page: Page): Promise<void> {
  await page.addInitScript(() => void (PerformanceObserver.prototype.observe = () => undefined));
}

export function choice(page: Page, name: string): Locator {
  return page.getByRole("radio", { name, exact: true });
}

export function row(page: Page, name: string): Locator {
  return page.getByRole("listitem").filter({ has: choice(page, name) });
}

export function sheet(page: Page): Locator {
  return page.getByRole("dialog");
}
