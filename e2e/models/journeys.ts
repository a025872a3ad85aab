/** Journeys that several specs make: in a tab and installed, over http and over https. */
import { expect, type Page } from "@playwright/test";
import type { BrowserProfile } from "./browser-profile.ts";
import { createDoorPage } from "./door-page.ts";
import type { DoorServer } from "./door-server.ts";
import { removeDeviceKey } from "./kept-data.ts";
import { owner } from "./people.ts";
import { differenceOf, startScreencast, takeFrame, type Frame, type Screencast } from "./screencast.ts";
import type { Surface } from "./surface.ts";

/** Chromium writes what cookies it got this long after the first of them. */
const writtenAfterSeconds = 30;

/** Signs in where the surface opens, on the page that the door itself chose to show. `look` sees that page before it is filled. */
export async function signInOn(
  surface: Surface,
  profile: BrowserProfile,
  origin: string,
  look?: (page: Page) => Promise<void>,
): Promise<Page> {
  const page = await surface.openFirst(profile, origin);
  const door = createDoorPage(page, origin);
  await door.expectSignInPage();
  await look?.(page);
  await door.fillSignIn(owner);
  await door.expectHome();
  return page;
}

/**
 * Signs in, waits `seconds`, kills every process of the browser, opens it again: signed in, with the same key, and no sign-in page painted.
 * Chromium writes cookies after 30 s, so before that only the device key can bring the session back, and after it none is needed.
 */
export async function surviveKill(surface: Surface, profile: BrowserProfile, server: DoorServer, seconds: number): Promise<void> {
  let signInPage: Frame | undefined;
  const startedAt = Date.now();
  const page = await signInOn(surface, profile, server.origin, async (page) => void (signInPage = await takeFrame(page)));
  // The recorder must see a sign-in page where there is one; else its silence below would prove nothing.
  expect(profile.recorder.signInSights()).not.toEqual([]);
  const before = await readKeyId(page);
  const sealed = await sessionCookie(profile, server.origin);
  expect(sealed).not.toBe("");
  // Real time is the subject here: how much of what the browser keeps has reached the disk.
  await page.waitForTimeout(seconds * 1000);
  // A busy browser is late with what it writes.
  if (seconds >= writtenAfterSeconds) await expect.poll(() => profile.hasWrittenCookie("latchkey_session")).toBe(true);
  await profile.killAll();
  const tookSeconds = (Date.now() - startedAt) / 1000;

  await profile.launch();
  let screencast: Screencast | undefined;
  const again = await surface.openAgain(profile, server.origin, async (page) => void (screencast = await startScreencast(page)));
  await createDoorPage(again, server.origin).expectHome();
  // First the picture, for which the page must be drawn: then there is a frame of it.
  const home = await takeFrame(again);
  expectNoFrameLike(signInPage, (await screencast?.stop()) ?? [], home);
  expect(await readKeyId(again)).toBe(before);
  await expect.poll(() => profile.recorder.sights.some((sight) => sight.headings.includes("Home"))).toBe(true);
  expect(profile.recorder.signInSights()).toEqual([]);
  // A resumed session has a cookie of its own making; one that was on the disk is the same as before.
  if (seconds >= writtenAfterSeconds) expect(profile.recorder.resumes).toEqual([]);
  else if (tookSeconds < writtenAfterSeconds) expect(await sessionCookie(profile, server.origin)).not.toBe(sealed);
}

/** The value of the session cookie that the browser holds; empty for none. */
async function sessionCookie(profile: BrowserProfile, origin: string): Promise<string> {
  const cookies = await profile.context.cookies(origin);
  return cookies.find(({ name }) => name.includes("latchkey_session"))?.value ?? "";
}

/** Signs in, takes the device key away and plants a cookie without a lifetime, closes the browser as a person does and opens it again. */
export async function closeWithCookieAlone(surface: Surface, profile: BrowserProfile, origin: string): Promise<Page> {
  const page = await signInOn(surface, profile, origin);
  await removeDeviceKey(page, origin);
  await profile.context.addCookies([{ name: "planted", value: "1", url: origin }]);
  expect(await cookieNames(profile)).toContain("planted");
  await profile.closeCleanly();
  await profile.launch();
  // The negative control: this start was a clean one, which session cookies do not survive.
  expect(await cookieNames(profile)).not.toContain("planted");
  return surface.openAgain(profile, origin);
}

/** Id of the key that the page is signed in with; asks as the page itself would, without counting as use. */
export function readKeyId(page: Page): Promise<string> {
  return page.evaluate(async () => {
    const answer = await fetch("/api/v1/session", { headers: { "latchkey-passive": "1" } });
    const view = (await answer.json()) as { key?: { id: string } };
    return view.key?.id ?? `none (${answer.status})`;
  });
}

/** The compositor's own frames: none was the sign-in page, and Home is far enough from it for that to mean something. */
function expectNoFrameLike(signInPage: Frame | undefined, frames: Frame[], home: Frame): void {
  if (!signInPage) throw new Error("There is no picture of the sign-in page to compare with.");
  const likeness = 0.04; // frames of one page, caret and typed text included, differ by less; an empty page and Home by more
  expect(differenceOf(home, signInPage)).toBeGreaterThan(2 * likeness);
  expect(frames.length).toBeGreaterThan(0);
  expect(Math.min(...frames.map((frame) => differenceOf(frame, signInPage)))).toBeGreaterThan(likeness);
}

async function cookieNames(profile: BrowserProfile): Promise<string[]> {
  return (await profile.context.cookies()).map((cookie) => cookie.name);
}
