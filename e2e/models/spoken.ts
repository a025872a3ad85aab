/** What a page says for a moment only: a note before its sheet closes by itself, a toast. */
import type { Page } from "@playwright/test";

/**
 * Listens from now on whether a status of the page says `words`; gives what waits until one has. It watches from inside of the page, for between
 * two looks from outside a busy machine may let pass more time than the words stay.
 */
export async function listenForStatus(page: Page, words: string): Promise<() => Promise<void>> {
  const heard = await page.evaluateHandle((wanted) => {
    const says = () => [...document.querySelectorAll("[role=status]")].some((status) => status.textContent?.includes(wanted));
    const said = new Promise<void>((resolve) => {
      const look = () => says() && resolve();
      new MutationObserver(look).observe(document, { childList: true, subtree: true, characterData: true });
      look();
    });
    return { said };
  }, words);
  return () => heard.evaluate(({ said }) => said);
}
