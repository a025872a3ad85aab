/** Terminals as a person uses them: a real shell in a real browser, through breaks of everything in between. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { BrowserContext, Page } from "@playwright/test";
import { signInClient } from "./fixtures.ts";
import { createDoorPage } from "./models/door-page.ts";
import type { DoorServer } from "./models/door-server.ts";
import { createFingers } from "./models/fingers.ts";
import { signInOn } from "./models/journeys.ts";
import { waitForWorker } from "./models/kept-data.ts";
import { owner } from "./models/people.ts";
import { deadWithinMs } from "./models/promise.ts";
import { prompt } from "./models/shell-home.ts";
import { installedApp, tab } from "./models/surface.ts";
import { createTerminalPage, openTerminalFromHome, withoutGpu, type TerminalPage } from "./models/terminal-page.ts";
import { expect, openShell, test } from "./models/terminal-test.ts";

test("a shell is one tap from Home, and is the same after a reload", async ({ machine, page }) => {
  const terminal = await openShell(page, machine);
  await terminal.run("echo $((6*7)); marker=here", "42");
  await page.reload();
  await terminal.expectText("42");
  await terminal.run("echo still $marker", "still here");
  await page.getByRole("link", { name: "Back to Terminals" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Terminals" })).toBeVisible();
  await createDoorPage(page, machine.origin).open("/");
  const again = await openTerminalFromHome(page);
  await again.expectText("still here");
});

for (const surface of [tab, installedApp]) {
  test(`vim is on the screen as it was after the browser was killed, in ${surface.name}`, async ({ machine, home, openProfile }) => {
    writeFileSync(join(home, "poem.txt"), Array.from({ length: 200 }, (_, line) => `line ${line + 1} of a long poem`).join("\n"));
    const profile = await openProfile({ flags: [withoutGpu] });
    const page = await signInOn(surface, profile, machine.origin);
    const terminal = await openTerminalFromHome(page);
    await terminal.expectText(prompt.trim());
    await terminal.run("vim poem.txt", "line 1 of a long poem");
    await terminal.type("50Gwwiold ");
    await terminal.expectText("line 50 old of a long poem");
    // All that vim draws for it, and not the first half: its cursor stands behind what was typed.
    await terminal.expectText(/^-- INSERT --/m);
    await expect.poll(async () => (await terminal.cursor())?.column).toBe("line 50 old ".length);
    const [lines, cursor] = [await terminal.lines(), await terminal.cursor()];
    await profile.killAll();

    await profile.launch();
    const again = await surface.openAgain(profile, machine.origin);
    await createDoorPage(again, machine.origin).expectHome();
    const back = await openTerminalFromHome(again);
    await back.expectText("line 50 old of a long poem");
    await expect.poll(() => back.lines()).toEqual(lines);
    await back.input.focus();
    await expect.poll(() => back.cursor()).toEqual(cursor);
    // And it is the same vim, in the middle of the same word.
    await back.type("er");
    await back.expectText("line 50 old erof a long poem");
  });
}

test("a terminal opened again while the door is away says so, and is the same one when it is back", async ({ machine, openProfile }) => {
  const profile = await openProfile({ flags: [withoutGpu] });
  const page = await signInOn(tab, profile, machine.origin);
  await waitForWorker(page);
  const terminal = await openTerminalFromHome(page);
  await terminal.run("echo before; mark=kept", /^before$/m);
  const address = page.url();
  // So that the list is kept with it in it.
  await page.getByRole("link", { name: "Back to Terminals" }).click();
  await expect(page.getByRole("list", { name: "Terminals of This machine" })).toBeVisible();
  await machine.stop();
  await profile.killAll();

  await profile.launch();
  await profile.tab.goto(`${machine.origin}/terminals`);
  await profile.tab.getByRole("list", { name: "Terminals of This machine" }).getByRole("link").first().click();
  await expect(profile.tab.getByRole("heading", { name: "This needs the network" })).toBeVisible();
  expect(profile.tab.url()).toBe(address);
  await machine.start();
  const back = createTerminalPage(profile.tab);
  await back.expectText(/^before$/m);
  await back.run("echo $mark", /^kept$/m);
});

const ends: Record<string, (machine: DoorServer) => unknown> = {
  "is restarted": (machine) => machine.stop(),
  // The server alone: what it started is no part of it.
  "is killed": (machine) => process.kill(machine.pid, "SIGKILL"),
};

for (const [what, end] of Object.entries(ends)) {
  test(`a server that ${what} leads back to the same shell by itself`, async ({ machine, page }) => {
    const terminal = await openShell(page, machine);
    await terminal.run("echo pid $$", /^pid \d+$/m);
    const [, pid = "none"] = /pid (\d+)/.exec((await terminal.lines()).join("\n")) ?? [];
    await end(machine);
    await expect(terminal.status("Reconnecting")).toBeVisible();
    await terminal.type("echo again $$");
    await machine.start();
    await terminal.expectText("echo again $$");
    await terminal.press("Enter");
    await terminal.expectText(new RegExp(`^again ${pid}$`, "m"));
    await expect(terminal.status("Reconnecting")).toBeHidden();
  });
}

test("two windows show one terminal, as large as the one that is typed in", async ({ machine, page, context }) => {
  const one = await openShell(page, machine);
  const other = await openBeside(context, page, { width: 700, height: 500 });
  await other.expectText(prompt.trim());
  await one.run("echo from one", /^from one$/m);
  await other.expectText(/^from one$/m);
  await other.run("echo columns $(tput cols)", /^columns \d+$/m);
  const narrow = columnsOf(await other.lines());
  const foreign = /^Sized for another screen/;
  // It has heard of the other's size: what is typed from here on takes its own.
  await expect(one.page.getByRole("button", { name: foreign })).toBeVisible();
  await one.run("clear; echo columns $(tput cols)", /^columns \d+$/m);
  await expect.poll(async () => columnsOf(await one.lines())).toBeGreaterThan(narrow);
  await other.page.bringToFront();
  await other.page.getByRole("button", { name: foreign }).click();
  await one.page.bringToFront();
  await expect(one.page.getByRole("button", { name: foreign })).toBeVisible();
});

test("what is typed without a network waits, is said to wait, and arrives once", async ({ machine, page, context }) => {
  const terminal = await openShell(page, machine);
  await context.setOffline(true);
  await expect(terminal.status("Reconnecting")).toBeVisible();
  await terminal.type("echo waited");
  await expect(terminal.status("11 characters not sent yet")).toBeVisible();
  await terminal.expectNoText("echo waited");
  await context.setOffline(false);
  await terminal.expectText(`${prompt}echo waited`);
  await expect(terminal.status(/not sent yet/)).toBeHidden();
  await terminal.press("Enter");
  await terminal.expectText(/^waited$/m);
  expect((await terminal.lines()).filter((line) => line === "waited")).toHaveLength(1);
});

test("a flood of output leaves the page at work, and Ctrl-C ends it", async ({ machine, page }) => {
  const terminal = await openShell(page, machine);
  await terminal.run("yes flood", "flood");
  await page.waitForFunction(() => performance.now() > 0);
  await terminal.press("Control+c");
  await terminal.run("echo and $((40+2))", /^and 42$/m);
  await expect(page.getByRole("link", { name: "Back to Terminals" })).toBeVisible();
});

test("output that looks like markup, or asks the page for something, does nothing to it", async ({ machine, page }) => {
  const asked: string[] = [];
  page.on("dialog", (dialog) => void dialog.dismiss().then(() => asked.push(dialog.message())));
  const terminal = await openShell(page, machine);
  const markup = `<img src=x onerror=alert(1)><script>alert(2)</script>&lt;b&gt;`;
  await terminal.run(`printf '%s\\n' '${markup}'`, new RegExp(`^${markup.replace(/[()&;]/g, "\\$&")}$`, "m"));
  await terminal.run(`printf '\\033]2;%s\\007done\\n' '${markup}'`, /^done$/m);
  await expect.poll(() => page.title()).toContain("<img src=x");
  expect(await page.locator(".terminal-view img, .terminal-view script").count()).toBe(0);
  // Links lead to the web and nowhere else, and questions are not answered by the page.
  await terminal.run(`printf '\\033]8;;javascript:alert(3)\\033\\\\press me\\033]8;;\\033\\\\\\n'`, /^press me$/m);
  const link = await terminal.screen.getByText("press me", { exact: true }).last().boundingBox();
  await page.mouse.click((link?.x ?? 0) + 10, (link?.y ?? 0) + 5);
  await terminal.run(`printf '\\033]52;c;?\\007'; read -t 1 -n 1 answer; echo "answer=[$answer]"`, /^answer=\[\]$/m);
  expect(asked).toEqual([]);
});

test("a question of a program is answered once, however many look on", async ({ machine, page, context }) => {
  const one = await openShell(page, machine);
  const other = await openBeside(context, page, { width: 900, height: 600 });
  await other.expectText(prompt.trim());
  // Waits for the first byte as long as it takes, and then until nothing more has come for a second.
  const ask = `stty -echo -icanon min 64 time 10; printf '\\033[6n'; answer=$(dd bs=64 count=1 2>/dev/null); stty sane; printf '%s' "$answer" | od -An -c`;
  await one.run(ask, /^\s+033.*R/m);
  const said = (await one.lines()).filter((line) => /^\s+033/.test(line)).join(" ");
  expect(said.match(/R/g)).toHaveLength(1);
});

test("a terminal is renamed, ended, and then says that it is gone", async ({ machine, page }) => {
  const terminal = await openShell(page, machine);
  const address = page.url();
  await page.getByRole("button", { name: "More", exact: true }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Rename" }).click();
  // By its name: the one that was asked may still be leaving.
  const renaming = page.getByRole("dialog", { name: "Rename", exact: true });
  await renaming.getByLabel("Name", { exact: true }).fill("deploys");
  await renaming.getByRole("button", { name: "Rename" }).click();
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await expect(page.getByRole("heading", { level: 1, name: "deploys" })).toBeAttached();
  await terminal.run("exit 3", "");
  await expect(terminal.status("Ended (exit 3)")).toBeVisible();
  await terminal.status("Ended (exit 3)").getByRole("button", { name: "Close" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Terminals" })).toBeVisible();
  await page.goto(address);
  await expect(page.getByRole("heading", { name: "This terminal is gone" })).toBeVisible();
  await page.getByRole("button", { name: "New terminal" }).last().click();
  await createTerminalPage(page).expectText(prompt.trim());
});

test("a session that is ended elsewhere leaves the terminal within 5 s, and the shell lives on", async ({ machine, page, browser }) => {
  const terminal = await openShell(page, machine);
  await terminal.run("mark=alive; echo $mark", /^alive$/m);
  const elsewhere = await signInClient(machine);
  expect((await elsewhere.delete("/api/v1/keys?except=current")).status).toBe(204);
  await expect(page.getByRole("heading", { level: 1, name: "Sign in" })).toBeVisible({ timeout: deadWithinMs });
  const next = await browser.newContext();
  const again = await next.newPage();
  await createDoorPage(again, machine.origin).signIn(owner);
  await (await openTerminalFromHome(again)).run("echo still $mark", /^still alive$/m);
  await next.close();
});

test("on a phone the keys above the keyboard type what they say, once or locked", async ({ machine, browser }) => {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true });
  const page = await context.newPage();
  const terminal = await openShell(page, machine);
  const fingers = await createFingers(page);
  await terminal.run("echo reading; cat -v", /^reading$/m);
  for (const name of ["Esc", "Tab", "Pipe", "Slash", "Minus", "Tilde", "Left"]) await terminal.key(name).tap();
  await terminal.press("Enter");
  await terminal.expectText(/^\^\[\s+\|\/-~\^\[\[D$/m);
  // One tap is for the next key alone, and the keyboard stays where it is.
  await terminal.key("Ctrl").tap();
  await expect(terminal.key("Ctrl")).toHaveAttribute("aria-pressed", "true");
  await page.keyboard.type("c");
  await expect(terminal.key("Ctrl")).toHaveAttribute("aria-pressed", "false");
  await terminal.run("echo cc", /^cc$/m);
  const box = await terminal.key("Ctrl").boundingBox();
  await fingers.tapTwice({ x: (box?.x ?? 0) + (box?.width ?? 0) / 2, y: (box?.y ?? 0) + (box?.height ?? 0) / 2 });
  await expect(terminal.key("Ctrl, locked")).toBeVisible();
  await page.keyboard.type("ul");
  await expect(terminal.key("Ctrl, locked")).toBeVisible();
  await terminal.key("Ctrl, locked").tap();
  await terminal.expectText(new RegExp(`^${prompt.trim().replace("$", "\\$")}$`, "m"));
  // An arrow brings back what was typed before.
  await terminal.key("Up").tap();
  await terminal.expectText(`${prompt}echo cc`);
  await context.close();
});

test("the cursor is above the keys, on a phone whose keyboard leaves little room", async ({ machine, browser }) => {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true });
  const page = await context.newPage();
  const terminal = await openShell(page, machine);
  await terminal.run("seq 200", /^200$/m);
  // As Android does it: the page is as high as what the keyboard leaves (interactive-widget).
  await page.setViewportSize({ width: 390, height: 400 });
  await terminal.input.focus();
  const keys = page.getByRole("toolbar", { name: "Keys" });
  await expect(keys).toBeInViewport({ ratio: 1 });
  await expect
    .poll(async () => {
      const [cursor, bar] = [await page.locator(".xterm-cursor").boundingBox(), await keys.boundingBox()];
      return cursor && bar ? bar.y - (cursor.y + cursor.height) : -1;
    })
    .toBeGreaterThanOrEqual(0);
  await context.close();
});

/** The same terminal in a second window of the same browser. */
async function openBeside(context: BrowserContext, page: Page, size: { width: number; height: number }): Promise<TerminalPage> {
  const second = await context.newPage();
  await second.setViewportSize(size);
  await second.goto(page.url());
  return createTerminalPage(second);
}

function columnsOf(lines: string[]): number {
  return Number(lines.map((line) => /^columns (\d+)$/.exec(line)?.[1]).findLast((found) => found !== undefined) ?? 0);
}
