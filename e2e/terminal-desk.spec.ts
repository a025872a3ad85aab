/** A terminal at a desk: tabs, two side by side, search, the clipboard, links, and the ways of who uses no mouse or sees no screen. */
import { createDoorPage } from "./models/door-page.ts";
import { expectNoViolation } from "./models/axe.ts";
import { chromiumFlags, findChromium } from "./models/chromium.ts";
import { owner } from "./models/people.ts";
import { prompt } from "./models/shell-home.ts";
import { createTerminalPage, expectAlive } from "./models/terminal-page.ts";
import { expect, openShell, test } from "./models/terminal-test.ts";
import { chromium } from "@playwright/test";

test("tabs lead from one terminal to the next, and a split shows two", async ({ machine, page }) => {
  const first = await openShell(page, machine);
  await first.run("echo number one", /^number one$/m);
  const tabs = page.getByRole("navigation", { name: "Terminals of this machine" });
  await tabs.getByRole("button", { name: "New terminal" }).click();
  const second = createTerminalPage(page);
  // The list may know of it before it is shown.
  await expect(tabs.getByRole("listitem").nth(1).getByRole("button")).toHaveAttribute("aria-current", "page");
  await expect(tabs.getByRole("listitem")).toHaveCount(2);
  await second.run("echo number two", /^number two$/m);
  await tabs.getByRole("listitem").first().getByRole("button").click();
  await expect(tabs.getByRole("listitem").first().getByRole("button")).toHaveAttribute("aria-current", "page");
  await first.expectText("number one");

  // Beside it a new one; the address says so, and brings both back.
  await first.press("Control+Shift+D");
  const panes = page.locator("section.terminal-pane");
  await expect(panes).toHaveCount(2);
  const right = createTerminalPage(page, panes.nth(1));
  await right.run("echo number three", /^number three$/m);
  await page.reload();
  await createTerminalPage(page, panes.nth(0)).expectText("number one");
  await right.expectText("number three");
  await right.press("Control+Shift+D");
  await expect(panes).toHaveCount(1);
  await createTerminalPage(page).expectText("number three");
});

test("text that has gone by is found, and Escape leads back to the terminal", async ({ machine, page }) => {
  const terminal = await openShell(page, machine);
  await terminal.run("seq 1 500", /^500$/m);
  await terminal.expectNoText(/^123$/m);
  await terminal.press("Control+Shift+F");
  await page.getByRole("searchbox", { name: "Search this terminal" }).fill("123");
  await terminal.expectText(/^123$/m);
  await expect(page.getByRole("search")).toContainText("1 of 1");
  await page.keyboard.press("Escape");
  await expect(page.getByRole("search")).toHaveCount(0);
  await expect(terminal.input).toBeFocused();
});

test("a program and a person copy, a person pastes, and a program is never told what is on the clipboard", async ({
  machine,
  page,
  context,
}) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"], { origin: machine.origin });
  const terminal = await openShell(page, machine);
  await terminal.run(`printf '\\033]52;c;%s\\007' "$(printf 'from the program' | base64)"; echo done`, /^done$/m);
  await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toBe("from the program");
  await page.evaluate(() => navigator.clipboard.writeText("echo pasted twice twice"));
  await terminal.press("Control+Shift+V");
  await terminal.expectText("echo pasted twice twice");
  await terminal.press("Enter");
  const line = terminal.screen.getByText("pasted twice twice", { exact: true });
  const box = await line.boundingBox();
  await page.mouse.dblclick((box?.x ?? 0) + 5, (box?.y ?? 0) + 6);
  await terminal.press("Control+Shift+C");
  await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toBe("pasted");
});

test("a program whose copy the browser refuses is spoken for, and a press copies it", async ({ machine, page }) => {
  await page.addInitScript(() => {
    navigator.clipboard.writeText = () => Promise.reject(new DOMException("No.", "NotAllowedError"));
  });
  const terminal = await openShell(page, machine);
  await terminal.run(`printf '\\033]52;c;%s\\007' "$(printf 'twelve chars' | base64)"; echo done`, /^done$/m);
  const asking = terminal.status("A program here wants to copy 12 characters");
  await asking.getByRole("button", { name: "Copy", exact: true }).click();
  await expect(asking).toHaveCount(0);
  await expect(terminal.input).toBeFocused();
});

test("a web address opens in a tab that cannot reach back", async ({ machine, page, context, openApp }) => {
  const app = await openApp();
  const terminal = await openShell(page, machine);
  await terminal.run(`clear; echo http://127.0.0.1:${app.port}/`, /^http:\/\/127/m);
  const box = await terminal.screen.getByText(`http://127.0.0.1:${app.port}/`, { exact: true }).boundingBox();
  const point = [(box?.x ?? 0) + 20, (box?.y ?? 0) + 8] as const;
  await page.mouse.move(...point, { steps: 4 });
  await expect(page.locator(".xterm-cursor-pointer")).toBeAttached(); // it is seen to be a link
  const opened = context.waitForEvent("page");
  await page.mouse.click(...point);
  const other = await opened;
  await expect(other.getByText("hello from the app")).toBeVisible();
  expect(await other.evaluate(() => window.opener as unknown)).toBeNull();
});

test("the keyboard leaves the terminal, and a screen reader reads it", async ({ machine, page }) => {
  const terminal = await openShell(page, machine);
  await terminal.press("Control+Shift+L");
  await expect(page.getByRole("link", { name: "Back to Terminals" })).toBeFocused();
  await page.getByRole("button", { name: "More", exact: true }).click();
  await page.getByRole("checkbox", { name: "Read out by a screen reader" }).check();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await expect(page.getByRole("button", { name: "More", exact: true })).toBeFocused();
  await terminal.run("echo can be read", /^can be read$/m);
  await expect(page.getByRole("listitem").filter({ hasText: /^can be read/ })).toBeAttached();
});

for (const colorScheme of ["light", "dark"] as const) {
  test(`axe finds nothing on terminals and what is around them, ${colorScheme}`, async ({ machine, browser }) => {
    const context = await browser.newContext({
      colorScheme,
      viewport: { width: 390, height: 844 },
      hasTouch: true,
      reducedMotion: "reduce",
    });
    const page = await context.newPage();
    const terminal = await openShell(page, machine);
    await terminal.run("ls --color=always /; printf '\\033[31mred \\033[90mgrey\\033[0m\\n'", "red grey");
    await expectNoViolation(page, "a terminal on a phone");
    await page.getByRole("button", { name: "Search", exact: true }).click();
    await expectNoViolation(page, "the search in a terminal");
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "More", exact: true }).click();
    await expect(page.getByRole("dialog")).toBeVisible();
    await expectNoViolation(page, "what can be done with a terminal");
    await page.getByRole("dialog").getByRole("button", { name: "End", exact: true }).click();
    await page.getByRole("dialog").getByRole("button", { name: /^End / }).click();
    await expect(page.getByRole("heading", { level: 1, name: "Terminals" })).toBeVisible();
    await page.getByRole("button", { name: "New terminal" }).first().click();
    await terminal.expectText(prompt.trim());
    await page.setViewportSize({ width: 1280, height: 800 });
    await expect(page.getByRole("navigation", { name: "Terminals of this machine" })).toBeVisible();
    await expectNoViolation(page, "a terminal at a desk");
    await page.getByRole("link", { name: "Back to Terminals" }).click();
    await expect(page.getByRole("list", { name: "Terminals of This machine" })).toBeVisible();
    await expectNoViolation(page, "the list of terminals");
    await context.close();
  });
}

test("a terminal is drawn with WebGL where there is one, and with elements when it is taken away", async ({ machine }) => {
  const args = [...chromiumFlags, "--enable-unsafe-swiftshader"];
  const browser = await chromium.launch({ executablePath: findChromium(), args });
  const page = await browser.newPage();
  const violations: string[] = [];
  page.on("console", (message) => void (/Content.Security.Policy/i.test(message.text()) && violations.push(message.text())));
  await createDoorPage(page, machine.origin).signIn(owner);
  await page.goto(`${machine.origin}/terminals`);
  await expectAlive(page);
  await page.getByRole("button", { name: "New terminal" }).click();
  const canvas = page.locator(".xterm-screen canvas:not(.xterm-link-layer)").first();
  await expect(canvas).toBeVisible();
  await expect(page.locator(".xterm-rows")).toHaveCount(0);
  await canvas.evaluate((element: HTMLCanvasElement) => element.getContext("webgl2")?.getExtension("WEBGL_lose_context")?.loseContext());
  await createTerminalPage(page).run("echo drawn with elements", /^drawn with elements$/m);
  expect(violations).toEqual([]);
  await browser.close();
});
