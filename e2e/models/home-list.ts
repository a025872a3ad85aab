/** What Home lists of a machine, on which other tests open and close ports of their own all the time. */
import { expect, type Locator, type Page } from "@playwright/test";

/** The link that opens a port. */
export function findPortLink(page: Page, port: number): Promise<Locator> {
  return showInList(page, page.getByRole("link", { name: new RegExp(`^Open port ${port}(,|$)`) }));
}

/** The button with what can be done with a port. */
export function findPortMenu(page: Page, port: number): Promise<Locator> {
  return showInList(page, page.getByRole("button", { name: `More about port ${port}`, exact: true }));
}

/** Where much listens the list is cut, then or a moment later, and the port is behind the button. */
async function showInList(page: Page, wanted: Locator): Promise<Locator> {
  const showAll = page.getByRole("button", { name: /^Show all/ });
  await expect(async () => {
    if (!(await wanted.isVisible()) && (await showAll.isVisible())) await showAll.click({ timeout: 5_000 });
    await expect(wanted).toBeVisible({ timeout: 2_000 });
  }).toPass({ timeout: 60_000 });
  return wanted;
}
