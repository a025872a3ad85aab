/** What journeys through terminals start from: a door whose shells live in a scratch home, and a browser that can be read. */
import type { Page } from "@playwright/test";
import { expect, test as base } from "../fixtures.ts";
import { chromiumFlags } from "./chromium.ts";
import { createDoorPage } from "./door-page.ts";
import type { DoorServer } from "./door-server.ts";
import { owner } from "./people.ts";
import { makeShellHome, prompt } from "./shell-home.ts";
import { openTerminalFromHome, withoutGpu, type TerminalPage } from "./terminal-page.ts";

export { expect };

export const test = base.extend<{ home: string; machine: DoorServer }>({
  home: async ({}, use) => {
    const home = makeShellHome();
    await use(home.dir);
    home.remove();
  },
  /** A door whose shells live in the scratch directory `home`. */
  machine: async ({ startDoor, home }, use) => {
    await use(await startDoor({ env: { HOME: home } }));
  },
  launchOptions: [async ({ launchOptions }, use) => use({ ...launchOptions, args: [...chromiumFlags, withoutGpu] }), { scope: "worker" }],
});

/** Signs in, opens the machine's terminal, and waits for its prompt. */
export async function openShell(page: Page, machine: DoorServer): Promise<TerminalPage> {
  await createDoorPage(page, machine.origin).signIn(owner);
  const terminal = await openTerminalFromHome(page);
  await terminal.expectText(prompt.trim());
  return terminal;
}
