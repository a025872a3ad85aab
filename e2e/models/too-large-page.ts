/** The page for a request whose head is too large: what a person does on it. */
import { expect, type Page } from "@playwright/test";

/** Waits for the page, looks at what is ticked, and removes it. */
export async function removeTickedCookies(page: Page): Promise<void> {
  await expect(page.getByRole("heading", { name: "Your browser sent too much" })).toBeVisible();
  const ticked = page.getByRole("checkbox", { checked: true });
  await expect(ticked.first()).toBeVisible();
  for (const tick of await ticked.all()) await expect(tick).toHaveValue(/^bomb/);
  await page.getByRole("button", { name: "Remove the ticked cookies" }).click();
}
