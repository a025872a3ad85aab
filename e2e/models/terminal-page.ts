/**
 * A terminal as a person sees it in one window. Its text is read off the rows that xterm.js draws with elements: start the browser with
 * `withoutGpu`, for what is drawn with WebGL can only be looked at.
 */
import { expect, type Locator, type Page } from "@playwright/test";

/** Chromium without WebGL: xterm.js falls back to elements. */
export const withoutGpu = "--disable-3d-apis";

/** How long a slow machine may take to start a shell, or what it is told to run. */
const patienceMs = 30_000;

export interface TerminalPage {
  readonly page: Page;
  /** The screen's lines, without what is empty at their ends. */
  lines(): Promise<string[]>;
  /** Waits until the screen shows it; `withinMs` where what is waited for takes its time by itself. */
  expectText(text: string | RegExp, withinMs?: number): Promise<void>;
  expectNoText(text: string | RegExp): Promise<void>;
  /** Types as on a keyboard, into the terminal. */
  type(text: string): Promise<void>;
  press(key: string): Promise<void>;
  /** Types a line, presses Enter, and waits for what it prints. */
  run(command: string, prints: string | RegExp): Promise<void>;
  /** Column and row of the cursor, from 0. */
  cursor(): Promise<{ column: number; row: number } | null>;
  /** Of the screen, as the shell in it knows it: `24 80`. */
  readonly input: Locator;
  readonly screen: Locator;
  status(text: string | RegExp): Locator;
  key(name: string): Locator;
}

export function createTerminalPage(page: Page, pane: Locator = page.locator("section.terminal-pane").first()): TerminalPage {
  const screen = pane.locator(".xterm-rows");
  const input = pane.getByRole("textbox", { name: /^Terminal\b/ });
  const terminal: TerminalPage = {
    page,
    input,
    screen,
    async lines() {
      const rows = await screen.locator("> div").allTextContents();
      return rows.map((row) => row.replaceAll("\u00a0", " ").trimEnd());
    },
    async expectText(text, timeout = patienceMs) {
      await expect.poll(async () => (await terminal.lines()).join("\n"), { timeout }).toMatch(asPattern(text));
    },
    async expectNoText(text) {
      expect((await terminal.lines()).join("\n")).not.toMatch(asPattern(text));
    },
    async type(text) {
      await input.focus();
      await page.keyboard.type(text);
    },
    async press(key) {
      await input.focus();
      await page.keyboard.press(key);
    },
    async run(command, prints) {
      await terminal.type(command);
      await page.keyboard.press("Enter");
      await terminal.expectText(prints);
    },
    cursor: () =>
      screen.evaluate((rows) => {
        const cursor = rows.querySelector(".xterm-cursor");
        const row = [...rows.children].findIndex((each) => each.contains(cursor));
        if (!cursor || row < 0) return null;
        const width = cursor.getBoundingClientRect().width;
        return { column: Math.round((cursor.getBoundingClientRect().left - rows.getBoundingClientRect().left) / width), row };
      }),
    status: (text) => pane.getByRole("status").filter({ hasText: text }),
    key: (name) => page.getByRole("toolbar", { name: "Keys" }).getByRole("button", { name, exact: true }),
  };
  return terminal;
}

/** From Home to the terminal of the door's own machine, by the one tap that leads there. */
export async function openTerminalFromHome(page: Page): Promise<TerminalPage> {
  const list = page.getByRole("list", { name: "Terminal of This machine" });
  await list.getByRole("link", { name: "Terminal", exact: true }).click();
  // A tap that comes before the page is alive leads to the list, where the next one goes on.
  await page.waitForURL(/\/terminals/);
  if (page.url().endsWith("/terminals")) await openFromList(page);
  const terminal = createTerminalPage(page);
  await expect(terminal.screen).toBeVisible();
  return terminal;
}

/** The first terminal of the door's own machine, or a new one. */
async function openFromList(page: Page): Promise<void> {
  await expectAlive(page);
  const anew = page.getByRole("button", { name: "New terminal" });
  await expect(anew).toBeVisible(); // then it is known which there are
  const first = page.getByRole("list", { name: "Terminals of This machine" }).getByRole("link").first();
  await ((await first.isVisible()) ? first : anew).click();
}

/** A button that is pressed before the page's own script runs does nothing. */
export async function expectAlive(page: Page): Promise<void> {
  await expect(page.locator("html[data-alive]")).toBeAttached();
}

function asPattern(text: string | RegExp): RegExp {
  return typeof text === "string" ? new RegExp(text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")) : text;
}
