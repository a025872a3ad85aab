/** A terminal under fingers: scrolled, thrown, pinched, selected. */
import type { Browser, Page } from "@playwright/test";
import type { DoorServer } from "./models/door-server.ts";
import { createFingers, type Fingers } from "./models/fingers.ts";
import type { TerminalPage } from "./models/terminal-page.ts";
import { expect, openShell, test } from "./models/terminal-test.ts";

test("a finger scrolls through what has gone by, and a throw runs on after it", async ({ machine, browser }) => {
  const { terminal, fingers } = await openPhone(browser, machine);
  await terminal.run("seq 2000", /^2000$/m);
  const top = async () => Number((await terminal.lines()).find((line) => /^\d+$/.test(line)) ?? 2_000);
  const before = await top();
  await fingers.drag({ x: 200, y: 150 }, { x: 200, y: 550 }, 20);
  await expect.poll(top).toBeLessThan(before - 15);
  // It rested, and so nothing is thrown.
  const dragged = await top();
  await fingers.up();
  await fingers.fling({ x: 200, y: 150 }, { x: 200, y: 450 }, 6);
  await expect.poll(top).toBeLessThan(dragged - 25);
  // Typing leads back to where the cursor is.
  await terminal.run("echo back", /^back$/m);
});

test("a finger scrolls a pager, which has the screen to itself", async ({ machine, browser }) => {
  const { terminal, fingers } = await openPhone(browser, machine);
  // With its prompt: less throws away what comes before it.
  await terminal.run("seq 500 | less", /^1\n2\n[^]*\n:$/);
  await fingers.drag({ x: 200, y: 600 }, { x: 200, y: 200 }, 20);
  await fingers.up();
  await expect.poll(async () => Number((await terminal.lines())[0])).toBeGreaterThan(10);
});

test("two fingers change the size of the letters, and the terminal takes the new size", async ({ machine, browser }) => {
  const { page, terminal, fingers } = await openPhone(browser, machine);
  await terminal.run("echo columns $(tput cols)", /^columns \d+$/m);
  const before = Number(/^columns (\d+)$/m.exec((await terminal.lines()).join("\n"))?.[1]);
  await fingers.down({ x: 150, y: 300 }, { x: 250, y: 300 });
  for (const spread of [60, 70, 80]) await fingers.move({ x: 200 - spread, y: 300 }, { x: 200 + spread, y: 300 });
  await fingers.up();
  await expect.poll(() => page.evaluate(() => localStorage.getItem("latchkey-terminal"))).toContain('"fontSize":22');
  await terminal.run("clear; echo now $(tput cols)", /^now \d+$/m);
  await expect
    .poll(async () => {
      await terminal.run("clear; echo now $(tput cols)", /^now \d+$/m);
      return Number(/^now (\d+)$/m.exec((await terminal.lines()).join("\n"))?.[1]);
    })
    .toBeLessThan(before);
});

test("a long press selects a word, its ends can be dragged, and it is copied", async ({ machine, browser }) => {
  const { page, terminal, fingers } = await openPhone(browser, machine);
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"], { origin: machine.origin });
  await terminal.run("clear; echo /etc/hosts and more", /^\/etc\/hosts and more$/m);
  const box = await terminal.screen.getByText("/etc/hosts and more", { exact: true }).boundingBox();
  const line = { x: box?.x ?? 0, y: (box?.y ?? 0) + (box?.height ?? 0) / 2 };
  const cell = (box?.width ?? 0) / "/etc/hosts and more".length;
  await fingers.down({ x: line.x + 2.5 * cell, y: line.y });
  const copy = page.getByRole("button", { name: "Copy", exact: true });
  await expect(copy).toBeVisible();
  await fingers.up();
  await copy.tap();
  await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toBe("/etc/hosts");
  await expect(copy).toHaveCount(0);

  await fingers.down({ x: line.x + 2.5 * cell, y: line.y });
  await expect(copy).toBeVisible();
  await fingers.up();
  const handle = page.locator('.selection-handle[data-which="end"]');
  const at = await handle.boundingBox();
  const grip = { x: (at?.x ?? 0) + (at?.width ?? 0) / 2, y: (at?.y ?? 0) + 14 };
  await fingers.drag(grip, { x: line.x + 14 * cell, y: grip.y }, 8);
  await fingers.up();
  await expect(page.getByText("14 characters")).toBeVisible();
  await copy.tap();
  await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toBe("/etc/hosts and");
});

async function openPhone(browser: Browser, machine: DoorServer): Promise<{ page: Page; terminal: TerminalPage; fingers: Fingers }> {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true });
  const page = await context.newPage();
  return { page, terminal: await openShell(page, machine), fingers: await createFingers(page) };
}
