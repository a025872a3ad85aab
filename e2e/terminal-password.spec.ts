import type { Page } from "@playwright/test";
import { createDoorPage } from "./models/door-page.ts";
import { owner } from "./models/people.ts";
import { prompt } from "./models/shell-home.ts";
import { createTerminalPage } from "./models/terminal-page.ts";
import { expect, test } from "./models/terminal-test.ts";

test("a door that asks for the password before terminals is answered in place, for a new one and for one that runs", async ({
  startDoor,
  home,
  page,
  browser,
}) => {
  const machine = await startDoor({ env: { HOME: home }, flags: { "terminal-password-after": "10s" } });
  const elsewhere = await browser.newContext();
  const other = await elsewhere.newPage();
  for (const each of [page, other]) await createDoorPage(each, machine.origin).signIn(owner);
  await page.goto(`${machine.origin}/terminals`);
  // Real time is the subject here: devices on which no terminal was used.
  await page.waitForTimeout(11_000);

  await page.getByRole("button", { name: "New terminal" }).click();
  await answerTwice(page, machine.origin);
  const terminal = createTerminalPage(page);
  await terminal.run("mark=mine; echo $mark", /^mine$/m);
  await other.goto(page.url());
  await answerTwice(other, machine.origin);
  const same = createTerminalPage(other);
  await same.expectText(prompt.trim());
  await same.run("echo still $mark", /^still mine$/m);
  await elsewhere.close();
});

/** Wrong, then right. */
async function answerTwice(page: Page, origin: string): Promise<void> {
  const pages = createDoorPage(page, origin);
  await pages.field("Password").fill("not the password");
  await pages.button("Open the terminal").click();
  await expect(page.getByRole("alert").filter({ hasText: /wrong/ })).toBeVisible();
  await pages.field("Password").fill(owner.password);
  await pages.button("Open the terminal").click();
}
